package org.menura.agent.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;

/** A method annotated {@link ToolMethod} as a tool. */
final class MethodTool implements Tool {
    private final Object target;
    private final Method method;
    private final ToolMethod marked;
    /** One per parameter; null for the context. */
    private final List<@Nullable ArgumentType> parameters = new ArrayList<>();

    private final ToolDefinition definition;

    private MethodTool(Object target, Method method, ToolMethod marked) {
        this.target = target;
        this.method = method;
        this.marked = marked;
        String name = marked.name().isEmpty() ? method.getName() : marked.name();
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties");
        for (Parameter p : method.getParameters()) {
            ArgumentType type = p.getType() == ToolContext.class ? null : ArgumentType.of(p, name);
            parameters.add(type);
            if (type != null) {
                type.describe(schema);
            }
        }
        schema.put("additionalProperties", false);
        definition = new ToolDefinition(name, marked.value(), schema);
        method.setAccessible(true);
    }

    /** Returns the tools of an object, by the names of its methods. */
    static List<Tool> of(Object target) {
        List<Tool> out = new ArrayList<>();
        Method[] methods = target.getClass().getDeclaredMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName));
        for (Method m : methods) {
            ToolMethod marked = m.getAnnotation(ToolMethod.class);
            if (marked != null) {
                out.add(new MethodTool(target, m, marked));
            }
        }
        if (out.isEmpty()) {
            throw new IllegalArgumentException("%s has no method annotated @ToolMethod, and is no Tool"
                    .formatted(target.getClass().getName()));
        }
        return out;
    }

    @Override
    public ToolDefinition definition() {
        return definition;
    }

    @Override
    public Effect effect() {
        return marked.effect();
    }

    @Override
    public ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context)
            throws IOException, InterruptedException {
        @Nullable Object[] values = new @Nullable Object[parameters.size()];
        try {
            JsonNode json = ArgumentCheck.json(arguments);
            for (int i = 0; i < values.length; i++) {
                ArgumentType type = parameters.get(i);
                values[i] = type == null ? context : type.read(json);
            }
        } catch (FormatException e) {
            return ToolResult.error(String.valueOf(e.getMessage()));
        }
        try {
            return Results.of(method.invoke(target, values), method.getGenericReturnType(), marked.origin());
        } catch (InvocationTargetException e) {
            return Results.failure(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
