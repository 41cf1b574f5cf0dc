package org.menura.agent.act;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ToolDefinition;

/** A tool with a class of its own over a {@link FunctionTool}. */
abstract class DelegatingTool implements Tool {
    private final Tool tool;

    DelegatingTool(Tool tool) {
        this.tool = tool;
    }

    @Override
    public final ToolDefinition definition() {
        return tool.definition();
    }

    @Override
    public final Effect effect() {
        return tool.effect();
    }

    @Override
    public final ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context)
            throws IOException, InterruptedException {
        return tool.call(arguments, context);
    }
}
