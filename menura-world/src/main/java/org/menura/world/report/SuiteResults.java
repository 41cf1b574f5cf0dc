package org.menura.world.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.menura.world.suite.SuiteRunner;
import org.menura.world.suite.TrialResult;

/**
 * What agents reached on a suite.
 *
 * @param suite its name
 * @param data the folder that it was read from
 * @param dataHash SHA-256 of the names and contents of the folder's files
 * @param settings of the run
 * @param tasksInAll tasks that the folder holds, those beyond a limit included
 * @param agents the agent that was asked for, then the others
 */
public record SuiteResults(
        String suite,
        String data,
        String dataHash,
        SuiteRunner.Settings settings,
        int tasksInAll,
        List<AgentRun> agents) {
    /** The name of all groups together. */
    public static final String ALL = "all";

    /**
     * The trials of an agent.
     *
     * @param seconds that passed, trials of an earlier run not counted
     * @param known trials of an earlier run
     */
    public record AgentRun(String agent, List<TrialResult> results, double seconds, int known) {
        /** Returns what the agent reached: on all tasks, then on each group if there are several, in their order. */
        public SequencedMap<String, GroupScores> scores() {
            SequencedMap<String, List<TrialResult>> groups = new LinkedHashMap<>();
            for (TrialResult result : results) {
                groups.computeIfAbsent(result.group(), _ -> new ArrayList<>()).add(result);
            }
            SequencedMap<String, GroupScores> out = new LinkedHashMap<>();
            if (!results.isEmpty()) {
                out.put(ALL, GroupScores.of(results));
            }
            groups.forEach((group, of) -> {
                if (!group.isEmpty()) {
                    out.put(group, GroupScores.of(of));
                }
            });
            return out;
        }

        /** Returns the seconds that a trial took, those of an earlier run not counted; NaN if there was none. */
        public double secondsPerTrial() {
            return results.size() > known ? seconds / (results.size() - known) : Double.NaN;
        }
    }

    /** Says in a sentence what was run: which tasks of which folder, how often. */
    public String said() {
        int tasks = (int) agents.getFirst().results().stream()
                .map(TrialResult::task)
                .distinct()
                .count();
        String which = tasks == tasksInAll
                ? "all %,d tasks".formatted(tasks)
                : "%,d of %,d tasks (--limit %d: the first of each group)"
                        .formatted(tasks, tasksInAll, settings.limit());
        return "%s on %s: %s, %d trial%s each, seed %d"
                .formatted(suite, data, which, settings.trials(), settings.trials() == 1 ? "" : "s", settings.seed());
    }
}
