package org.menura.train.task;

import java.util.Arrays;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.decoder.Head;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.train.data.Batch;

/**
 * A reward model with what says where it scores a text.
 *
 * @param model with one score per row
 * @param config the model's
 */
public record RewardScorer(CausalModel model, Config config) {
    /** Computes the scores of texts, each at its {@link Head#scoredToken}: [texts, 1]. */
    public Tensor scores(Batch texts) {
        Segments segments = texts.segments();
        int[] at = new int[segments.count()];
        for (int s = 0; s < at.length; s++) {
            int start = segments.start(s);
            at[s] = start + Head.scoredToken(config, Arrays.copyOfRange(texts.ids(), start, segments.end(s)));
        }
        return model.forward(texts.step().withOutputs(at));
    }
}
