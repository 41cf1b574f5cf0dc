package org.menura.conference.office;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.ToolResult;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Prompt;

/** What roles act and think through. */
interface Desk {
    /** Calls a tool for a role. */
    ToolResult call(String role, String tool, Map<String, @Nullable Object> arguments)
            throws IOException, InterruptedException;

    /** Asks the mind of a role. */
    String think(String role, Prompt prompt, Ask ask, long seed) throws InterruptedException;

    /** Calls a tool that must not fail. */
    default String must(String role, String tool, Map<String, @Nullable Object> arguments)
            throws IOException, InterruptedException {
        ToolResult result = call(role, tool, arguments);
        if (result.error()) {
            throw new IOException("%s%s failed: %s".formatted(tool, arguments, result.text()));
        }
        return result.text();
    }
}
