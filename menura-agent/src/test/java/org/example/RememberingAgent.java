package org.example;

import java.nio.file.Path;
import org.menura.agent.memory.AgentMemory;
import org.menura.agent.memory.MemorySettings;
import org.menura.agent.mind.Mind;
import org.menura.agent.plan.ReAct;
import org.menura.agent.plan.Remembering;
import org.menura.agent.run.Agent;

/** The fourth program of docs/agents.md: an agent that remembers beyond a run. */
final class RememberingAgent {
    private RememberingAgent() {}

    static String ask(Path file, Mind mind, String text) throws Exception {
        try (AgentMemory memory = AgentMemory.open(file, MemorySettings.standard(), null)) {
            Agent agent = Agent.of(mind, memory.tools()).withPlanner(() -> new Remembering(new ReAct(), memory));
            return agent.run(text);
        }
    }
}
