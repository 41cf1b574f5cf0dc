package org.menura.agent.team;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.menura.agent.act.Budget;
import org.menura.agent.plan.Act;
import org.menura.agent.plan.Planner;
import org.menura.agent.profile.ProfileReader;
import org.menura.format.FormatException;
import org.menura.format.TextFile;
import org.menura.format.yaml.Yaml;
import org.menura.format.yaml.YamlFields;

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
 * budget: {turns: 50, tokens: 100000}      # of all together, as a profile says it
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
        Budget budget,
        List<List<Act.Delegate.Task>> stages) {
    private static final List<String> KEYS =
            List.of("name", "goal", "instructions", "agents", "lead", "rounds", "budget", "stages");
    private static final String SUPERVISOR = "supervisor";
    private static final String DEBATE = "debate";
    private static final String WORKFLOW = "workflow";
    private static final List<String> LEADS = List.of(SUPERVISOR, DEBATE, WORKFLOW);
    private static final int ROUNDS = 8;
    private static final int MOST_ROUNDS = 9999;
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
        Yaml.Mapping root = Yaml.parse(TextFile.read(file), source, "team");
        YamlFields fields = new YamlFields(source);
        fields.checkKeys(root, KEYS, "a team");
        List<Path> members = new ArrayList<>();
        for (String member : fields.texts(root, "agents")) {
            members.add(file.resolveSibling(member));
        }
        if (members.isEmpty()) {
            throw new FormatException("%s: a team needs 'agents', a list of profiles".formatted(source));
        }
        String lead = fields.text(root, "lead", SUPERVISOR);
        if (!LEADS.contains(lead)) {
            throw new FormatException("%s: 'lead' is supervisor, debate or workflow, not '%s'".formatted(source, lead));
        }
        List<List<Act.Delegate.Task>> stages = new ArrayList<>();
        for (Yaml.Node node : fields.nodes(root, "stages")) {
            stages.add(stage(fields, node));
        }
        if (lead.equals(WORKFLOW) == stages.isEmpty()) {
            throw new FormatException("%s: a workflow needs 'stages', others have none".formatted(source));
        }
        return new TeamFile(
                source,
                fields.text(root, "name", "team"),
                fields.text(root, "goal", ""),
                fields.text(root, "instructions", ""),
                members,
                lead,
                (int) fields.whole(root, "rounds", ROUNDS, 1, MOST_ROUNDS),
                ProfileReader.budget(fields, root),
                stages);
    }

    private static List<Act.Delegate.Task> stage(YamlFields fields, Yaml.Node node) {
        if (!(node instanceof Yaml.Mapping(Map<String, Yaml.Entry> entries, int line)) || entries.isEmpty()) {
            throw fields.wrong(node.line(), "a stage says for each agent what it does");
        }
        List<Act.Delegate.Task> out = new ArrayList<>();
        entries.forEach((agent, entry) -> out.add(Workflow.task(agent, fields.text(entry.value(), agent))));
        return out;
    }

    /**
     * Returns what makes the planner of the one who leads.
     *
     * @param agents names of the members
     */
    Supplier<Planner> planner(List<String> agents) {
        Set<String> all = new HashSet<>();
        for (String agent : agents) {
            if (!all.add(agent)) {
                throw new FormatException("%s: two agents of the team are named '%s'; give one of them another name"
                        .formatted(source, agent));
            }
        }
        Set<String> earlier = new HashSet<>();
        for (List<Act.Delegate.Task> stage : stages) {
            for (Act.Delegate.Task task : stage) {
                if (!all.contains(task.agent())) {
                    throw new FormatException(
                            "%s: a stage names the agent '%s'; there are %s".formatted(source, task.agent(), agents));
                }
                for (String named : Workflow.named(task.text())) {
                    if (all.contains(named) && !earlier.contains(named)) {
                        throw new FormatException(
                                "%s: the task of '%s' has the reply {%s}, but '%s' works in no earlier stage"
                                        .formatted(source, task.agent(), named, named));
                    }
                }
            }
            stage.forEach(task -> earlier.add(task.agent()));
        }
        return switch (lead) {
            case DEBATE -> () -> new Debate(rounds);
            case WORKFLOW -> () -> Workflow.of(stages);
            default -> () -> new Supervisor(rounds, TASK_TOKENS);
        };
    }
}
