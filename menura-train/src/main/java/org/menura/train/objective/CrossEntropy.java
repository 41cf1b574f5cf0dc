package org.menura.train.objective;

import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;

/**
 * The cross-entropy loss of token prediction: the weighted mean of {@code -log p(target)} over rows whose target is not
 * negative. The next token of a decoder, masked tokens (BERT, arXiv 1810.04805) and a T5 decoder's tokens (arXiv
 * 1910.10683) are all this; they differ in which targets count.
 *
 * <p>The sum is divided by a normaliser that the caller gives, so that parts of a batch, whose gradients are added up,
 * make the mean over the whole batch: with {@link #count} of all parts as each part's normaliser it does not matter how
 * the batch is cut. (A mean of the parts' means would weigh tokens of short parts more.)
 */
public final class CrossEntropy {
    private CrossEntropy() {}

    /**
     * The loss and its gradient.
     *
     * @param gradient dL/d(-log p) by row, the seed of {@code Backend.crossEntropy}
     */
    public record Result(double loss, SequencedMap<String, Double> metrics, double[] gradient) implements Evaluation {}

    /**
     * The loss of logits and its gradient.
     *
     * @param gradient dL/dlogits, [rows, classes]
     */
    public record OfLogits(double loss, SequencedMap<String, Double> metrics, Tensor gradient) implements Evaluation {}

    /**
     * Label smoothing and z-loss, which are added to the plain loss.
     *
     * @param labelSmoothing ε: the target distribution is {@code (1 - ε) onehot + ε / classes} (arXiv 1512.00567,
     *     section 7)
     * @param zWeight times {@code log² Z}, where Z is the softmax's denominator: keeps logits from drifting (PaLM, arXiv
     *     2204.02311, section 5, with 1e-4)
     */
    public record Options(double labelSmoothing, double zWeight) {
        /** The options of the plain loss. */
        public static final Options NONE = new Options(0, 0);

        /** Checks the ranges. */
        public Options {
            Require.within("labelSmoothing", labelSmoothing, 0, 1);
            Require.within("zWeight", zWeight, 0, Double.MAX_VALUE);
        }
    }

    /**
     * Sums the weights of the rows whose target is not negative; without weights, counts them.
     *
     * @param weights by row, or null for 1 each
     */
    public static double count(int[] targets, double @Nullable [] weights) {
        double count = 0;
        for (int r = 0; r < targets.length; r++) {
            count += weight(targets, weights, r);
        }
        return count;
    }

    /**
     * Computes the mean loss {@code Σ w · nll / normaliser}. {@link Doubles} goes from and to the model's tensors.
     *
     * @param nll {@code -log p(target)} by row, as {@code Backend.crossEntropy} gives it
     * @param targets negative where a row does not count
     * @param weights by row, or null for 1 each
     * @param normaliser what to divide by: {@link #count}, or that of the whole batch where this is a part of one
     * @throws IllegalArgumentException if the rows' numbers differ or the normaliser is not positive
     */
    public static Result mean(double[] nll, int[] targets, double @Nullable [] weights, double normaliser) {
        Require.sameCount("losses", nll.length, "targets", targets.length);
        check(targets, weights, normaliser);
        double sum = 0;
        double[] gradient = new double[nll.length];
        for (int r = 0; r < nll.length; r++) {
            if (targets[r] >= 0) {
                double w = weight(targets, weights, r);
                sum += w * nll[r];
                gradient[r] = w / normaliser;
            }
        }
        double count = count(targets, weights);
        return new Result(sum / normaliser, ofTokens(sum, count).map(), gradient);
    }

    /**
     * Computes the mean loss with label smoothing and z-loss, which need whole rows of logits:
     * {@code Σ w ((1 - ε) nll + ε mean_j(-log p_j) + z log² Z) / normaliser}.
     *
     * @param logits [rows, classes], float32 in an array
     * @param targets by row, negative where it does not count
     * @param weights by row, or null for 1 each
     * @param normaliser as in {@link #mean}
     * @throws IllegalArgumentException if shapes don't fit, a target is no class, or the normaliser is not positive
     */
    public static OfLogits ofLogits(
            Tensor logits, int[] targets, double @Nullable [] weights, double normaliser, Options options) {
        Require.matrix("logits", logits);
        Require.sameCount("targets", targets.length, "rows of logits", logits.dim(0));
        check(targets, weights, normaliser);
        int classes = logits.dim(1);
        double spread = options.labelSmoothing / classes;
        float[] gradient = new float[targets.length * classes];
        LogitRow row = new LogitRow(classes);
        double loss = 0;
        double nll = 0;
        double z = 0;
        double hits = 0;
        for (int r = 0; r < targets.length; r++) {
            if (targets[r] < 0) {
                continue;
            }
            checkTarget(targets[r], r, classes);
            row.read(logits, r, 1);
            double w = weight(targets, weights, r);
            double uniform = 0;
            for (int j = 0; j < classes; j++) {
                uniform -= row.logp(j) / classes;
                double q = j == targets[r] ? 1 - options.labelSmoothing + spread : spread;
                double slope = row.p(j) * (1 + 2 * options.zWeight * row.logZ()) - q;
                gradient[r * classes + j] = (float) (w / normaliser * slope);
            }
            double rowNll = -row.logp(targets[r]);
            double rowZ = row.logZ() * row.logZ();
            loss += w
                    * ((1 - options.labelSmoothing) * rowNll
                            + (options.labelSmoothing == 0 ? 0 : options.labelSmoothing * uniform)
                            + options.zWeight * rowZ);
            nll += w * rowNll;
            z += w * rowZ;
            hits += row.argmax() == targets[r] ? w : 0;
        }
        double count = count(targets, weights);
        return new OfLogits(
                loss / normaliser,
                ofTokens(nll, count)
                        .put("accuracy", ratio(hits, count))
                        .put("log_z_squared", ratio(z, count))
                        .map(),
                Tensor.of(gradient, targets.length, classes));
    }

    private static Metrics ofTokens(double nll, double count) {
        return new Metrics().put("nll", ratio(nll, count)).put("tokens", count);
    }

    /** Nothing of nothing is 0: a part of a batch may hold only a prompt. */
    private static double ratio(double sum, double count) {
        return count == 0 ? 0 : sum / count;
    }

    private static double weight(int[] targets, double @Nullable [] weights, int r) {
        if (targets[r] < 0) {
            return 0;
        }
        return weights == null ? 1 : weights[r];
    }

    static void checkTarget(int target, int row, int classes) {
        if (target >= classes) {
            throw new IllegalArgumentException(
                    "row %d has target %d, but the logits have %d classes; is it another model's tokenizer?"
                            .formatted(row, target, classes));
        }
    }

    private static void check(int[] targets, double @Nullable [] weights, double normaliser) {
        if (weights != null) {
            Require.sameCount("weights", weights.length, "targets", targets.length);
        }
        if (!(normaliser > 0) || Double.isInfinite(normaliser)) {
            throw new IllegalArgumentException("the normaliser is " + normaliser
                    + "; it must be positive: does the batch have a target that counts?");
        }
    }
}
