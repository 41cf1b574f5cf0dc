package org.menura.agent.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Approval;
import org.menura.agent.act.ToolSources;
import org.menura.agent.act.Toolbox;
import org.menura.agent.memory.AgentMemory;
import org.menura.agent.memory.MemorySettings;
import org.menura.agent.mind.Mind;
import org.menura.agent.plan.Planner;
import org.menura.agent.plan.Planners;
import org.menura.agent.plan.ReAct;
import org.menura.agent.plan.Remembering;
import org.menura.agent.profile.Profile;
import org.menura.agent.profile.ProfileReader;
import org.menura.format.FormatException;

/** An agent that a profile in YAML describes, with its tools and its memory, which are open until this is closed. */
public final class ProfileAgent implements AutoCloseable {
    private final Agent agent;
    private final ToolSources.Opened tools;
    private final @Nullable AgentMemory memory;

    private ProfileAgent(Agent agent, ToolSources.Opened tools, @Nullable AgentMemory memory) {
        this.agent = agent;
        this.tools = tools;
        this.memory = memory;
    }

    /**
     * Opens an agent.
     *
     * @param file profile; files that it names lie beside it
     * @param sandbox whether programs run in a sandbox
     * @throws FormatException if the profile is malformed, or names what there is not
     */
    public static ProfileAgent open(Path file, Mind mind, Approval approval, boolean sandbox)
            throws IOException, InterruptedException {
        Profile profile = ProfileReader.read(file);
        Supplier<Planner> planner = planner(profile, file);
        Path beside = file.toAbsolutePath().normalize().resolveSibling(".").normalize();
        ToolSources.Opened tools = ToolSources.open(profile.tools(), beside, sandbox);
        AgentMemory memory = null;
        try {
            AgentMemory open = MemorySettings.open(file);
            memory = open;
            Agent agent = new Agent(
                    profile,
                    mind,
                    Toolbox.of(tools.tools(), open == null ? List.of() : open.tools()),
                    open == null ? planner : () -> new Remembering(planner.get(), open),
                    approval,
                    Map.of());
            return new ProfileAgent(agent, tools, open);
        } catch (IOException | RuntimeException e) {
            if (memory != null) {
                memory.close();
            }
            tools.close();
            throw e;
        }
    }

    private static Supplier<Planner> planner(Profile profile, Path file) {
        if (profile.planner().equals(Profile.DEFAULT_PLANNER)) {
            return () -> new ReAct(0, profile.calls());
        }
        return Planners.find(profile.planner())
                .orElseThrow(() -> new FormatException("%s: there is no planner '%s'; there are %s"
                        .formatted(file, profile.planner(), String.join(", ", Planners.NAMES))));
    }

    /** Returns the agent. */
    public Agent agent() {
        return agent;
    }

    @Override
    public void close() throws IOException {
        try (ToolSources.Opened _ = tools) {
            if (memory != null) {
                memory.close();
            }
        }
    }
}
