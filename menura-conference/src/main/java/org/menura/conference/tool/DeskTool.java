package org.menura.conference.tool;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolContext;
import org.menura.agent.act.ToolResult;
import org.menura.chat.tool.ToolDefinition;

/** A tool of the office from a function of texts. */
final class DeskTool implements Tool {
    private final ToolDefinition definition;
    private final Effect effect;
    private final Act act;
    private final @Nullable Find find;

    /** What a tool does. */
    interface Act {
        ToolResult call(Args arguments, ToolContext context) throws IOException, InterruptedException;
    }

    /** Finds what an earlier call with the same key did. */
    interface Find {
        Optional<ToolResult> find(Args arguments, ToolContext context) throws IOException, InterruptedException;
    }

    /** Arguments by name. */
    record Args(Map<String, @Nullable Object> values) {
        String text(String name) {
            Object value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException("the argument '%s' is missing".formatted(name));
            }
            return value.toString();
        }

        int number(String name) {
            return values.get(name) instanceof Number n ? n.intValue() : Integer.parseInt(text(name));
        }
    }

    private DeskTool(ToolDefinition definition, Effect effect, Act act, @Nullable Find find) {
        this.definition = definition;
        this.effect = effect;
        this.act = act;
        this.find = find;
    }

    /** Creates a tool that changes nothing; see {@link #of}. */
    static DeskTool pure(String name, String description, String arguments, Act act) {
        return of(name, description, Effect.PURE, arguments, act, null);
    }

    /**
     * Creates a tool whose arguments are texts, or whole numbers where a name ends with {@code #}.
     *
     * @param find for tools that act once
     */
    static DeskTool of(String name, String description, Effect effect, String arguments, Act act, @Nullable Find find) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        var required = schema.putArray("required");
        for (String a : arguments.isEmpty() ? new String[0] : arguments.split(" ")) {
            boolean number = a.endsWith("#");
            String plain = number ? a.substring(0, a.length() - 1) : a;
            properties.putObject(plain).put("type", number ? "integer" : "string");
            required.add(plain);
        }
        schema.put("additionalProperties", false);
        return new DeskTool(new ToolDefinition(name, description, schema), effect, act, find);
    }

    @Override
    public ToolDefinition definition() {
        return definition;
    }

    @Override
    public Effect effect() {
        return effect;
    }

    @Override
    public ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context)
            throws IOException, InterruptedException {
        try {
            return act.call(new Args(arguments), context);
        } catch (IllegalArgumentException e) {
            return ToolResult.error(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Optional<ToolResult> reconcile(Map<String, @Nullable Object> arguments, ToolContext context)
            throws IOException, InterruptedException {
        return find == null ? Optional.empty() : find.find(new Args(arguments), context);
    }

    /** Database and archive lie in the run's folder, so a fork makes each effect again, with the key that it had. */
    @Override
    public void rebuild(Map<String, @Nullable Object> arguments, ToolResult result, ToolContext context)
            throws IOException, InterruptedException {
        if (effect != Effect.PURE
                && !result.error()
                && reconcile(arguments, context).filter(ToolResult::done).isEmpty()) {
            var _ = call(arguments, context);
        }
    }
}
