package org.menura.world.service.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ToolCall;

/** Makes tool calls. */
public final class ToolCalls {
    private ToolCalls() {}

    /** Makes a call. */
    @SuppressWarnings(
            "NullAway") // The class file of the record doesn't say that arguments may be null, which they may.
    public static ToolCall of(@Nullable String id, String name, Map<String, @Nullable Object> arguments) {
        return new ToolCall(id, name, arguments);
    }

    /** Gives a call an id. */
    public static ToolCall named(String id, ToolCall call) {
        return of(id, call.name(), call.arguments());
    }
}
