package org.menura.agent.act;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ToolDefinition;

/** Tells the time of the call, as the journal has it: replays and resumed runs are told the same. */
public final class ClockTool implements Tool {
    private record Nothing() {}

    private final FunctionTool<Nothing> inner = new FunctionTool<>(
            "clock",
            "Tells the date and time, in UTC.",
            Effect.PURE,
            Nothing.class,
            (_, context) -> DateTimeFormatter.ofPattern("EEEE yyyy-MM-dd HH:mm:ss 'UTC'", java.util.Locale.ENGLISH)
                    .format(context.now().atOffset(ZoneOffset.UTC)));

    /** Creates the tool. */
    public ClockTool() {}

    @Override
    public ToolDefinition definition() {
        return inner.definition();
    }

    @Override
    public Effect effect() {
        return inner.effect();
    }

    @Override
    public ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context)
            throws java.io.IOException, InterruptedException {
        return inner.call(arguments, context);
    }
}
