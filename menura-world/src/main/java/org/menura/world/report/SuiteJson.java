package org.menura.world.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Results of a suite as JSON. */
public final class SuiteJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SuiteJson() {}

    /**
     * Returns the results. What is not the same in each run, the times, stands apart.
     *
     * @param program facts about the program, by name
     */
    public static String of(SuiteResults results, Map<String, String> program) {
        ObjectNode out = JSON.createObjectNode();
        out.put("suite", results.suite());
        out.put("agent", results.agents().getFirst().agent());
        out.put("data", results.data());
        out.put("data_sha256", results.dataHash());
        out.put(
                "tasks",
                results.agents().getFirst().scores().firstEntry() == null
                        ? 0
                        : results.agents()
                                .getFirst()
                                .scores()
                                .firstEntry()
                                .getValue()
                                .tasks());
        out.put("tasks_in_all", results.tasksInAll());
        out.put("limit", results.settings().limit());
        out.put("trials", results.settings().trials());
        out.put("seed", results.settings().seed());
        ObjectNode agents = out.putObject("agents");
        ObjectNode times = JSON.createObjectNode();
        for (SuiteResults.AgentRun agent : results.agents()) {
            ObjectNode groups = agents.putObject(agent.agent());
            agent.scores().forEach((group, scores) -> groups.set(group, scores(scores)));
            times.putObject(agent.agent()).put("seconds", agent.seconds()).put("trials_of_earlier_runs", agent.known());
        }
        out.set("times", times);
        ObjectNode of = out.putObject("menura");
        program.forEach(of::put);
        return out.toPrettyString() + "\n";
    }

    private static ObjectNode scores(GroupScores scores) {
        ObjectNode out = JSON.createObjectNode();
        out.put("n", scores.tasks());
        out.put("score", scores.score());
        out.putArray("interval")
                .add(scores.interval().low())
                .add(scores.interval().high());
        ObjectNode all = out.putObject("pass^k");
        ObjectNode any = out.putObject("pass@k");
        for (int k = 1; k <= scores.passAll().size(); k++) {
            all.put(Integer.toString(k), scores.passAll().get(k - 1));
            any.put(Integer.toString(k), scores.passAny().get(k - 1));
        }
        ObjectNode metrics = out.putObject("metrics");
        scores.metrics().forEach(metrics::put);
        out.put("questions", scores.questions());
        out.put("prompt_tokens", scores.promptTokens());
        out.put("tokens", scores.tokens());
        out.put("failures", scores.failures());
        return out;
    }
}
