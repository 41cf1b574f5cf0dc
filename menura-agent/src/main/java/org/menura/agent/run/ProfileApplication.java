package org.menura.agent.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.menura.agent.act.ToolSources;
import org.menura.agent.act.Toolbox;
import org.menura.agent.memory.AgentMemory;
import org.menura.agent.memory.MemorySettings;
import org.menura.agent.plan.Planner;
import org.menura.agent.plan.Planners;
import org.menura.agent.plan.ReAct;
import org.menura.agent.plan.Remembering;
import org.menura.agent.profile.Profile;
import org.menura.agent.profile.ProfileReader;
import org.menura.format.FormatException;
import org.menura.format.Sha256;

/** Runs an agent that a profile in YAML describes. */
final class ProfileApplication implements AgentApplication {
    static final String FILE = "agent.yaml";

    @Override
    public String name() {
        return "profile";
    }

    @Override
    public boolean reads(Path source) {
        String name = String.valueOf(source.getFileName());
        return Files.isRegularFile(source) && (name.endsWith(".yaml") || name.endsWith(".yml"))
                || Files.isRegularFile(source.resolve(FILE));
    }

    @Override
    public RunOutcome run(Start start) throws IOException, InterruptedException {
        Path file = Files.isDirectory(start.source()) ? start.source().resolve(FILE) : start.source();
        Profile profile = ProfileReader.read(file);
        String task = start.task() == null ? profile.goal() : start.task();
        if (task.isBlank() && !RunInfo.isRun(start.folder())) {
            throw new FormatException("%s says no goal: say what is to be done with --task".formatted(file));
        }
        Path beside = file.toAbsolutePath().normalize().resolveSibling(".").normalize();
        try (ToolSources.Opened tools = ToolSources.open(profile.tools(), beside, start.sandbox());
                AgentMemory memory = MemorySettings.open(file)) {
            Supplier<Planner> planner = planner(profile, file);
            Agent agent = new Agent(
                    profile,
                    start.anyMind(),
                    Toolbox.of(tools.tools(), memory == null ? List.of() : memory.tools()),
                    memory == null ? planner : () -> new Remembering(planner.get(), memory),
                    start.approval(),
                    java.util.Map.of());
            RunInfo info = RunInfo.of(task, start.seed())
                    .withApplication(name(), start.source())
                    .withHash("profile", Sha256.of(file));
            return agent.run(info, start.folder(), start.sandbox() ? ToolSources.sandboxName() : "none");
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
}
