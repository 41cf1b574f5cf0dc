package org.menura.eval.run;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The results of an evaluation, by the names that lm-evaluation-harness gives them. Values are those of {@link
 * org.menura.format.python.Python}, so that {@code Python.repr} gives the very digits.
 *
 * @param results for each task and group: {@code name}, {@code alias}, {@code sample_len}, and metrics as
 *     {@code acc,none} and {@code acc_stderr,none}, which is {@code "N/A"} where there is none
 * @param groups the same for groups that aggregate
 * @param subtasks names of the tasks and groups of each group
 * @param configs fields of each task, as its file has them
 * @param versions of tasks and groups, by name
 * @param shots number of examples in prompts, by name
 * @param higherIsBetter for each task and group its metrics; null where it is not known
 * @param samples number of documents of each task: {@code original} and {@code effective}
 * @param documents what became of each document, by task; one after another for each filter
 */
public record EvaluationResults(
        SequencedMap<String, SequencedMap<String, @Nullable Object>> results,
        SequencedMap<String, SequencedMap<String, @Nullable Object>> groups,
        SequencedMap<String, List<String>> subtasks,
        SequencedMap<String, Map<String, @Nullable Object>> configs,
        SequencedMap<String, String> versions,
        SequencedMap<String, Integer> shots,
        SequencedMap<String, SequencedMap<String, @Nullable Boolean>> higherIsBetter,
        SequencedMap<String, SampleCount> samples,
        SequencedMap<String, List<SampleResult>> documents) {
    /**
     * A number of documents.
     *
     * @param original that the task has
     * @param effective that were evaluated
     */
    public record SampleCount(int original, int effective) {}
}
