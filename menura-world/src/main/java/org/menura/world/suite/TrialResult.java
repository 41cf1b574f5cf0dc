package org.menura.world.suite;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trial came to, and what it took.
 *
 * @param task id of the task
 * @param group of the task
 * @param trial number of the trial of the task, from 0
 * @param questions that were asked
 * @param promptTokens tokens of prompts that were computed
 * @param tokens of answers
 * @param seconds that passed
 * @param failure why the mind could not answer; null if it could
 * @param answers that were given, as JSON texts
 */
public record TrialResult(
        String task,
        String group,
        int trial,
        Outcome outcome,
        int questions,
        long promptTokens,
        long tokens,
        double seconds,
        @Nullable String failure,
        List<String> answers) {
    public TrialResult {
        answers = List.copyOf(answers);
    }
}
