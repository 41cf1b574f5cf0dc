package org.menura.agent.act;

import java.io.IOException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.json.JsonType;

/** What Java values and exceptions of tools are to a model. */
final class Results {
    private Results() {}

    static ToolResult of(@Nullable Object value, Type type, Origin origin) {
        return switch (value) {
            case ToolResult result -> result;
            case null -> new ToolResult("done", false, origin, true);
            case CharSequence text -> new ToolResult(text.toString(), false, origin, true);
            default -> new ToolResult(json(value, type), false, origin, true);
        };
    }

    @SuppressWarnings("unchecked") // the value is of the type
    private static String json(Object value, Type type) {
        Type written = type == Object.class ? value.getClass() : type;
        return ((JsonType<Object>) JsonType.of(written)).write(value);
    }

    /** Turns what a tool has thrown into what the model reads; faults of the world and of the machine pass. */
    static ToolResult failure(@Nullable Throwable e) throws IOException, InterruptedException {
        switch (e) {
            case IOException io -> throw io;
            case InterruptedException i -> throw i;
            case Error error -> throw error;
            case null -> throw new IllegalStateException("a tool failed without a reason");
            default -> {
                String message = e.getMessage();
                return ToolResult.error(
                        message == null || message.isBlank() ? e.getClass().getSimpleName() : message);
            }
        }
    }
}
