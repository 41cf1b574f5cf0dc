package org.menura.conference.office;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.ToolResult;
import org.menura.agent.act.Toolbox;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.agent.run.AgentRun;
import org.menura.chat.ToolCall;

/** A desk whose calls and thoughts are kept in the journal of a run, each role on its own lane. */
record LaneDesk(AgentRun run, Toolbox tools, Mind mind) implements Desk {
    @Override
    public ToolResult call(String role, String tool, Map<String, @Nullable Object> arguments)
            throws IOException, InterruptedException {
        return run.lane(role).call(tools, new ToolCall(null, tool, arguments));
    }

    @Override
    public String think(String role, Prompt prompt, Ask ask, long seed) throws InterruptedException {
        return run.lane(role).mind(mind).think(prompt, ask, seed).text();
    }
}
