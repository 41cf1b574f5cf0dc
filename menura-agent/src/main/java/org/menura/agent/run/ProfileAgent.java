package org.menura.agent.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Approval;
import org.menura.agent.act.ToolSources;
import org.menura.agent.act.Toolbox;
import org.menura.agent.memory.AgentMemory;
import org.menura.agent.memory.MemorySettings;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Minds;
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
    private final @Nullable Mind own;

    private ProfileAgent(Agent agent, ToolSources.Opened tools, @Nullable AgentMemory memory, @Nullable Mind own) {
        this.agent = agent;
        this.tools = tools;
        this.memory = memory;
        this.own = own;
    }

    /**
     * Opens an agent.
     *
     * @param file profile; files that it names lie beside it
     * @param mind of a profile that names none
     * @param sandbox whether programs run in a sandbox
     * @throws FormatException if the profile is malformed, or names what there is not
     */
    public static ProfileAgent open(Path file, Mind mind, Approval approval, boolean sandbox)
            throws IOException, InterruptedException {
        return open(file, null, () -> mind, approval, sandbox);
    }

    /**
     * Opens an agent.
     *
     * @param named mind that takes the place of the profile's; null for that
     * @param usual gives the mind of a profile that names none
     */
    static ProfileAgent open(Path file, @Nullable Mind named, Supplier<Mind> usual, Approval approval, boolean sandbox)
            throws IOException, InterruptedException {
        Profile profile = ProfileReader.read(file); // Which tools its policy means is known when they are open.
        Supplier<Planner> planner = planner(profile, file);
        Path beside = file.toAbsolutePath().normalize().resolveSibling(".").normalize();
        Mind own = named == null && profile.mind() != null ? Minds.open(profile.mind(), beside) : null;
        try {
            Mind mind = own != null ? own : named != null ? named : usual.get();
            return open(file, profile, planner, beside, mind, own, approval, sandbox);
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (own != null) {
                own.close();
            }
            throw e;
        }
    }

    private static ProfileAgent open(
            Path file,
            Profile profile,
            Supplier<Planner> planner,
            Path beside,
            Mind mind,
            @Nullable Mind own,
            Approval approval,
            boolean sandbox)
            throws IOException, InterruptedException {
        ToolSources.Opened tools;
        try {
            tools = ToolSources.open(profile.tools(), beside, sandbox);
        } catch (FormatException e) {
            throw new FormatException("%s: %s".formatted(file, e.getMessage()), e);
        }
        AgentMemory memory = null;
        try {
            AgentMemory open = MemorySettings.open(file);
            memory = open;
            Toolbox toolbox = Toolbox.of(tools.tools(), open == null ? List.of() : open.tools());
            Agent agent = new Agent(
                    ProfileReader.read(file, names(tools.groups(), toolbox)),
                    mind,
                    toolbox,
                    open == null ? planner : () -> new Remembering(planner.get(), open),
                    approval,
                    Map.of());
            return new ProfileAgent(agent, tools, open, own);
        } catch (IOException | RuntimeException e) {
            if (memory != null) {
                memory.close();
            }
            tools.close();
            throw e;
        }
    }

    /** What a policy may call the tools: groups that the profile names, and each by its own name. */
    private static Map<String, Set<String>> names(Map<String, List<String>> groups, Toolbox tools) {
        Map<String, Set<String>> names = new TreeMap<>();
        groups.forEach((group, all) ->
                names.computeIfAbsent(group, _ -> new TreeSet<>()).addAll(all));
        tools.names()
                .forEach(n -> names.computeIfAbsent(n, _ -> new TreeSet<>()).add(n));
        return names;
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
        } finally {
            if (own != null) {
                own.close();
            }
        }
    }
}
