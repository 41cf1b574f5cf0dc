package org.menura.agent.team;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.menura.agent.act.Policy;
import org.menura.agent.act.ToolSources;
import org.menura.agent.mind.Mind;
import org.menura.agent.plan.Planner;
import org.menura.agent.profile.Profile;
import org.menura.agent.run.Agent;
import org.menura.agent.run.AgentApplication;
import org.menura.agent.run.ProfileAgent;
import org.menura.agent.run.RunInfo;
import org.menura.agent.run.RunOutcome;
import org.menura.format.FormatException;
import org.menura.format.Sha256;

/** Runs a team that a file in YAML with the key {@code agents}, or {@code team.yaml} of a folder, describes; see {@link TeamFile}. */
public final class TeamApplication implements AgentApplication {
    static final String FILE = "team.yaml";
    private static final Pattern AGENTS = Pattern.compile("^agents\\s*:");

    /** Creates the application. */
    public TeamApplication() {}

    @Override
    public String name() {
        return "team";
    }

    @Override
    public boolean reads(Path source) {
        return Files.isRegularFile(source) ? namesAgents(source) : Files.isRegularFile(source.resolve(FILE));
    }

    /** Whether a file in YAML has the key of a team that a profile has not. */
    private static boolean namesAgents(Path file) {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(".yaml") && !name.endsWith(".yml")) {
            return false;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return name.equals(FILE) || lines.anyMatch(AGENTS.asPredicate());
        } catch (IOException | UncheckedIOException _) {
            return false; // Whoever reads it as a profile says what is wrong.
        }
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    @Override
    public RunOutcome run(Start start) throws IOException, InterruptedException {
        Path file = Files.isDirectory(start.source()) ? start.source().resolve(FILE) : start.source();
        TeamFile team = TeamFile.read(file);
        String task = start.task() == null ? team.goal() : start.task();
        if (task.isBlank() && !RunInfo.isRun(start.folder())) {
            throw new FormatException("%s says no goal: say what is to be done with --task".formatted(file));
        }
        Mind mind = start.anyMind();
        List<ProfileAgent> opened = new ArrayList<>();
        try {
            for (Path member : team.members()) {
                opened.add(ProfileAgent.open(member, mind, start.approval(), start.sandbox()));
            }
            List<Agent> agents = opened.stream().map(ProfileAgent::agent).toList();
            Supplier<Planner> planner =
                    team.planner(agents.stream().map(a -> a.profile().name()).toList());
            Agent lead = Agent.of(mind)
                    .withProfile(Profile.of(team.name())
                            .withInstructions(team.instructions())
                            .withPolicy(Policy.STANDARD.withBudget(team.budget())))
                    .withPlanner(planner)
                    .withApproval(start.approval());
            for (Agent agent : agents) {
                lead = lead.withAgent(agent);
            }
            Path beside = absolute(file).resolveSibling(".").normalize();
            RunInfo info = RunInfo.of(task, start.seed())
                    .withApplication(name(), start.source())
                    .withHash("team", Sha256.of(file));
            for (Path member : team.members()) {
                info = info.withHash("profile " + beside.relativize(absolute(member)), Sha256.of(member));
            }
            return lead.run(info, start.folder(), start.sandbox() ? ToolSources.sandboxName() : "none");
        } finally {
            for (ProfileAgent one : opened.reversed()) {
                one.close();
            }
        }
    }
}
