package org.menura.agent.team;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.menura.agent.plan.Act;
import org.menura.agent.plan.Planner;
import org.menura.format.FormatException;
import org.menura.format.yaml.Yaml;

/**
 * A team as a file in YAML describes it:
 *
 * <pre>
 * name: office
 * goal: Plan the conference.
 * instructions: Ask the researcher first.
 * agents: [researcher.yaml, writer.yaml]   # profiles, beside this file
 * lead: supervisor                         # or debate, workflow
 * rounds: 8                                # of a supervisor or a debate
 * stages:                                  # of a workflow: what agents do, those of a stage at once
 *   - {researcher: "Find out: {goal}"}
 *   - {writer: "Write an answer to {goal} from: {researcher}"}
 * </pre>
 *
 * @param members files of the profiles
 */
record TeamFile(
        String source,
        String name,
        String goal,
        String instructions,
        List<Path> members,
        String lead,
        int rounds,
        List<List<Act.Delegate.Task>> stages) {
    private static final List<String> KEYS =
            List.of("name", "goal", "instructions", "agents", "lead", "rounds", "stages");
    private static final int ROUNDS = 8;
    private static final int TASK_TOKENS = 256;

    TeamFile {
        members = List.copyOf(members);
        stages = List.copyOf(stages);
    }

    /**
     * Reads a file.
     *
     * @throws FormatException if it is no team; names the line
     */
    static TeamFile read(Path file) throws IOException {
        if (Files.size(file) > Yaml.MAX_BYTES) {
            throw new FormatException("%s is too large for a team".formatted(file));
        }
        String source = file.toString();
        Yaml.Mapping root = Yaml.parse(Files.readString(file), source, "team");
        root.entries().forEach((key, entry) -> {
            if (!KEYS.contains(key)) {
                throw new FormatException("%s, line %d: a team has no key '%s'; it has %s"
                        .formatted(source, entry.line(), key, String.join(", ", KEYS)));
            }
        });
        List<Path> members = new ArrayList<>();
        for (Yaml.Node node : list(root, "agents", source)) {
            members.add(file.resolveSibling(text(node, "agents", source)));
        }
        if (members.isEmpty()) {
            throw new FormatException("%s: a team needs 'agents', a list of profiles".formatted(source));
        }
        String rounds = text(root, "rounds", Integer.toString(ROUNDS), source);
        if (!rounds.matches("[1-9][0-9]{0,3}")) {
            throw new FormatException("%s: 'rounds' is a number from 1 to 9999, not '%s'".formatted(source, rounds));
        }
        String lead = text(root, "lead", "supervisor", source);
        if (!List.of("supervisor", "debate", "workflow").contains(lead)) {
            throw new FormatException("%s: 'lead' is supervisor, debate or workflow, not '%s'".formatted(source, lead));
        }
        List<List<Act.Delegate.Task>> stages = new ArrayList<>();
        for (Yaml.Node node : list(root, "stages", source)) {
            stages.add(stage(node, source));
        }
        if (lead.equals("workflow") == stages.isEmpty()) {
            throw new FormatException("%s: a workflow needs 'stages', others have none".formatted(source));
        }
        return new TeamFile(
                source,
                text(root, "name", "team", source),
                text(root, "goal", "", source),
                text(root, "instructions", "", source),
                members,
                lead,
                Integer.parseInt(rounds),
                stages);
    }

    private static List<Act.Delegate.Task> stage(Yaml.Node node, String source) {
        if (!(node instanceof Yaml.Mapping(Map<String, Yaml.Entry> entries, int line)) || entries.isEmpty()) {
            throw new FormatException(
                    "%s, line %d: a stage says for each agent what it does".formatted(source, node.line()));
        }
        List<Act.Delegate.Task> out = new ArrayList<>();
        entries.forEach((agent, entry) -> out.add(Workflow.task(agent, text(entry.value(), agent, source))));
        return out;
    }

    private static List<Yaml.Node> list(Yaml.Mapping root, String key, String source) {
        Yaml.Entry entry = root.entries().get(key);
        if (entry == null) {
            return List.of();
        }
        if (entry.value() instanceof Yaml.Sequence(List<Yaml.Node> items, int _)) {
            return items;
        }
        throw new FormatException("%s, line %d: '%s' must be a list".formatted(source, entry.line(), key));
    }

    private static String text(Yaml.Mapping root, String key, String usual, String source) {
        Yaml.Entry entry = root.entries().get(key);
        return entry == null ? usual : text(entry.value(), key, source);
    }

    private static String text(Yaml.Node node, String key, String source) {
        if (node instanceof Yaml.Scalar(Yaml.Type type, String text, int _) && type != Yaml.Type.NOTHING) {
            return text;
        }
        throw new FormatException("%s, line %d: '%s' must be a text".formatted(source, node.line(), key));
    }

    /**
     * Returns what makes the planner of the one who leads.
     *
     * @param agents names of the members
     */
    Supplier<Planner> planner(List<String> agents) {
        for (List<Act.Delegate.Task> stage : stages) {
            for (Act.Delegate.Task task : stage) {
                if (!agents.contains(task.agent())) {
                    throw new FormatException(
                            "%s: a stage names the agent '%s'; there are %s".formatted(source, task.agent(), agents));
                }
            }
        }
        return switch (lead) {
            case "debate" -> () -> new Debate(rounds);
            case "workflow" -> () -> Workflow.of(stages);
            default -> () -> new Supervisor(rounds, TASK_TOKENS);
        };
    }
}
