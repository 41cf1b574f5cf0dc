package org.menura.agent.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.menura.agent.act.ToolSources;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Minds;
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
        Path file = file(start.source());
        Profile profile = ProfileReader.read(file);
        String task = start.task() == null ? profile.goal() : start.task();
        if (task.isBlank() && !RunInfo.isRun(start.folder())) {
            throw new FormatException("%s says no goal: say what is to be done with --task".formatted(file));
        }
        try (ProfileAgent opened =
                ProfileAgent.open(file, start.mind(), start.embedded(), start.approval(), start.sandbox())) {
            RunInfo info = RunInfo.of(task, start.seed())
                    .withApplication(name(), start.source())
                    .withHash("profile", Sha256.of(file));
            return opened.agent().run(info, start.folder(), start.sandbox() ? ToolSources.sandboxName() : "none");
        }
    }

    @Override
    public Optional<Mind> mind(Path source) throws IOException {
        Path file = file(source);
        String name = ProfileReader.read(file).mind();
        return name == null
                ? Optional.empty()
                : Optional.of(Minds.open(
                        name,
                        file.toAbsolutePath().normalize().resolveSibling(".").normalize()));
    }

    private static Path file(Path source) {
        return Files.isDirectory(source) ? source.resolve(FILE) : source;
    }
}
