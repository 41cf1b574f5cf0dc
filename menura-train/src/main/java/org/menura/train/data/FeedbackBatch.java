package org.menura.train.data;

import java.util.ArrayList;
import java.util.List;

/**
 * A batch of answers that are marked good or bad.
 *
 * @param answers prompts with their answers, of which the answers' tokens are targets
 * @param good by sequence
 */
public record FeedbackBatch(Batch answers, List<Boolean> good) {
    public FeedbackBatch {
        good = List.copyOf(good);
        if (good.size() != answers.lengths().length) {
            throw new IllegalArgumentException(
                    "%d verdicts for %d answers".formatted(good.size(), answers.lengths().length));
        }
    }

    /** Concatenates batches. */
    public static FeedbackBatch join(List<FeedbackBatch> batches) {
        List<Boolean> good = new ArrayList<>();
        batches.forEach(b -> good.addAll(b.good));
        return new FeedbackBatch(
                Batch.join(batches.stream().map(FeedbackBatch::answers).toList()), good);
    }
}
