package org.menura.agent.act;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.generate.constrain.json.JsonSchema;
import org.menura.generate.constrain.json.SchemaException;

/**
 * The tools of an agent, by name, in the order in which they were given:
 *
 * <pre>{@code
 * Toolbox tools = Toolbox.of(new Weather(), new Calculator());
 * }</pre>
 *
 * <p>A schema is enforced as a whole, or its tool is refused here by name, with the keyword that can't be.
 */
public final class Toolbox {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");

    private final Map<String, Tool> tools;

    private Toolbox(Map<String, Tool> tools) {
        this.tools = tools;
    }

    /**
     * Collects tools.
     *
     * @param parts {@link Tool}s, objects with methods annotated {@link ToolMethod}, or collections of these
     * @throws FormatException if a tool can't be offered: its name is taken or none, its schema can't be enforced
     * @throws IllegalArgumentException if a part is no tool and has no such method, or a type of its arguments is none of JSON
     */
    public static Toolbox of(Object... parts) {
        Map<String, Tool> all = new LinkedHashMap<>();
        for (Object part : parts) {
            add(all, part);
        }
        return new Toolbox(all);
    }

    private static void add(Map<String, Tool> all, Object part) {
        switch (part) {
            case Tool tool -> add(all, tool);
            case Collection<?> several -> {
                for (Object one : several) {
                    add(all, one);
                }
            }
            default -> MethodTool.of(part).forEach(tool -> add(all, tool));
        }
    }

    private static void add(Map<String, Tool> all, Tool tool) {
        ToolDefinition d = tool.definition();
        if (!NAME.matcher(d.name()).matches()) {
            throw new FormatException(("the tool '%s' can't be offered: a name has letters, digits, '_', '-' and '.',"
                            + " begins with a letter or '_', and is at most 64 long")
                    .formatted(d.name()));
        }
        try {
            var _ = JsonSchema.of(d.parameters()).compile();
        } catch (SchemaException e) {
            throw new FormatException(
                    "the tool '%s' can't be offered: its schema can't be enforced: %s"
                            .formatted(d.name(), e.getMessage()),
                    e);
        }
        if (all.putIfAbsent(d.name(), tool) != null) {
            throw new FormatException(
                    "the tool '%s' is there twice; give one of them another name".formatted(d.name()));
        }
    }

    /** Returns these tools and others behind them; see {@link #of}. */
    public Toolbox with(Object... parts) {
        Map<String, Tool> all = new LinkedHashMap<>(tools);
        for (Object part : parts) {
            add(all, part);
        }
        return new Toolbox(all);
    }

    /**
     * Returns some of these tools, in the order of the names.
     *
     * @throws FormatException if there is no tool of a name
     */
    public Toolbox only(Collection<String> names) {
        Map<String, Tool> some = new LinkedHashMap<>();
        for (String name : names) {
            Tool tool = tools.get(name);
            if (tool == null) {
                throw new FormatException("there is no tool '%s'; there are %s".formatted(name, tools.keySet()));
            }
            some.put(name, tool);
        }
        return new Toolbox(some);
    }

    /** Returns the tool of a name. */
    public Optional<Tool> find(String name) {
        return Optional.ofNullable(tools.get(name));
    }

    /** Returns the names of all tools. */
    public List<String> names() {
        return List.copyOf(tools.keySet());
    }

    /** Returns all tools. */
    public List<Tool> tools() {
        return List.copyOf(tools.values());
    }

    /** Returns what models are told of the tools. */
    public List<ToolDefinition> definitions() {
        List<ToolDefinition> out = new ArrayList<>();
        tools.values().forEach(t -> out.add(t.definition()));
        return List.copyOf(out);
    }
}
