package org.menura.agent.act;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.generate.constrain.json.JsonType;

/**
 * A tool from a record of arguments and a function:
 *
 * <pre>{@code
 * record Sum(double a, double b) {}
 *
 * Tool sum = new FunctionTool<>("sum", "Adds two numbers.", Effect.PURE, Sum.class, (s, context) -> s.a() + s.b());
 * }</pre>
 *
 * @param <A> the record of the arguments
 */
public final class FunctionTool<A extends Record> implements Tool {
    private final ToolDefinition definition;
    private final Effect effect;
    private final JsonType<A> type;
    private final Function<A> function;

    /**
     * What a tool does.
     *
     * @param <A> the record of the arguments
     */
    @FunctionalInterface
    public interface Function<A> {
        /**
         * Calls the tool.
         *
         * @return what the model is told: a {@link ToolResult} and a text as they are, anything else as JSON
         */
        @Nullable
        Object call(A arguments, ToolContext context) throws IOException, InterruptedException;
    }

    /**
     * Creates a tool.
     *
     * @throws IllegalArgumentException if the record has a type that is none of JSON
     */
    public FunctionTool(String name, String description, Effect effect, Class<A> arguments, Function<A> function) {
        this.effect = effect;
        this.type = JsonType.of(arguments);
        this.function = function;
        JsonNode schema = Schemas.arguments(arguments, type.schema().json());
        this.definition = new ToolDefinition(name, description, schema);
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
        A read;
        try {
            read = type.read(ArgumentCheck.json(arguments));
        } catch (FormatException e) {
            return ToolResult.error(String.valueOf(e.getMessage()));
        }
        try {
            Object value = function.call(read, context);
            return Results.of(value, value == null ? Void.class : value.getClass(), Origin.TOOL);
        } catch (RuntimeException e) {
            return Results.failure(e);
        }
    }
}
