package org.menura.train.objective;

import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;

/**
 * The similarity logits of texts and as many images, those of the diagonal being partners. Others may say the same as a
 * partner, as two pictures of one text do: they are no examples of what doesn't belong together.
 *
 * @param logits [texts, pictures]
 * @param same [texts, pictures], true where a combination off the diagonal is left out; null for none
 */
public record PairLogits(double[][] logits, boolean @Nullable [] @Nullable [] same) {
    public PairLogits {
        Require.some("pairs", logits.length);
        for (double[] row : logits) {
            Require.sameCount("pictures", row.length, "texts", logits.length);
        }
    }

    /**
     * The loss of logits and its gradient.
     *
     * @param slope dL/dlogits, [texts, pictures]
     */
    public record Result(double loss, SequencedMap<String, Double> metrics, double[][] slope) implements Evaluation {
        /** Returns dL/dlogits as {@code Recording.seed} takes it. */
        public Tensor gradient() {
            int n = slope.length;
            float[] out = new float[n * n];
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) slope[i / n][i % n];
            }
            return Tensor.of(out, n, n);
        }
    }

    /**
     * Makes pair logits from a model's logits.
     *
     * @param logits [texts, pictures], as many of one as of the other
     */
    public static PairLogits of(Tensor logits, boolean @Nullable [] @Nullable [] same) {
        int n = logits.dim(0);
        float[] values = logits.toFloats();
        double[][] out = new double[n][n];
        for (int i = 0; i < n * n; i++) {
            out[i / n][i % n] = values[i];
        }
        return new PairLogits(out, same);
    }

    /** Whether a combination is asked about. */
    boolean counts(int text, int picture) {
        return text == picture || same == null || !Objects.requireNonNull(same[text])[picture];
    }
}
