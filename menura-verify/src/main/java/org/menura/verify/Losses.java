package org.menura.verify;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.menura.model.Config;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** The losses that transformers' heads compute from labels. */
public final class Losses {
    private Losses() {}

    /**
     * A loss with its gradient.
     *
     * @param value the loss
     * @param gradient with respect to the logits, as many numbers as those
     */
    public record Loss(double value, float[] gradient) {}

    /**
     * Computes the loss of a classification of tokens or sequences, by the kind of labels: integers per token or
     * sequence (cross-entropy, negative ones ignored), one float per sequence (squared error), or a float per class
     * (binary cross-entropy).
     */
    public static Loss labels(Config config, Tensor logits, Tensor labels, Batch batch) {
        boolean perToken = perToken(labels);
        boolean regression = logits.dim(1) == 1 || "regression".equals(config.text("problem_type", ""));
        if (regression && !perToken) {
            return squaredError(logits.toFloats(), floats(labels));
        }
        if (labels.dtype().isFloat()) {
            return binary(logits, labels);
        }
        int[] targets = perToken
                ? batch.at(labels)
                : Arrays.stream(labels.toLongs()).mapToInt(Math::toIntExact).toArray();
        return crossEntropy(logits, targets);
    }

    /** Returns whether labels are classes of tokens. */
    public static boolean perToken(Tensor labels) {
        return labels.shape().rank() == 2 && !labels.dtype().isFloat();
    }

    /** Mean cross-entropy over the rows whose target is not negative. */
    static double mean(Backend ops, Tensor logits, int[] targets) {
        double sum = 0;
        for (float l : ops.crossEntropy(logits, targets).toFloats()) {
            sum += l;
        }
        return sum / Arrays.stream(targets).filter(t -> t >= 0).count();
    }

    /** Computes the mean cross-entropy over the rows whose target is not negative, with its gradient. */
    public static Loss crossEntropy(Tensor logits, int[] targets) {
        float[] x = logits.toFloats();
        int classes = logits.shape().cols();
        long counted = Arrays.stream(targets).filter(t -> t >= 0).count();
        float[] gradient = new float[x.length];
        double loss = 0;
        for (int r = 0; r < targets.length; r++) {
            if (targets[r] < 0) {
                continue;
            }
            int start = r * classes;
            double max = IntStream.range(start, start + classes)
                    .mapToDouble(i -> x[i])
                    .max()
                    .orElseThrow();
            double sum = IntStream.range(start, start + classes)
                    .mapToDouble(i -> Math.exp(x[i] - max))
                    .sum();
            loss += Math.log(sum) + max - x[start + targets[r]];
            for (int c = 0; c < classes; c++) {
                double p = Math.exp(x[start + c] - max) / sum;
                gradient[start + c] = (float) ((p - (c == targets[r] ? 1 : 0)) / counted);
            }
        }
        return new Loss(loss / counted, gradient);
    }

    /**
     * Computes the contrastive loss of pairs of texts and images, the i-th text belonging to the i-th image:
     * cross-entropy over rows and columns (arXiv 2103.00020, figure 3), or a sigmoid per pair (arXiv 2303.15343,
     * algorithm 1).
     *
     * @param logits [texts, pictures]
     */
    public static Loss pairs(Tensor logits, boolean judgedAlone) {
        float[] x = logits.toFloats();
        int n = logits.dim(0);
        if (judgedAlone) {
            return sigmoids(x, n);
        }
        int[] own = IntStream.range(0, n).toArray();
        Loss texts = crossEntropy(logits, own);
        Loss pictures = crossEntropy(Tensor.of(transposed(x, n), n, n), own);
        float[] back = transposed(pictures.gradient, n);
        float[] gradient = new float[x.length];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (texts.gradient[i] + back[i]) / 2;
        }
        return new Loss((texts.value + pictures.value) / 2, gradient);
    }

    private static Loss sigmoids(float[] x, int n) {
        double sum = 0;
        float[] gradient = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            int sign = i / n == i % n ? 1 : -1;
            double z = sign * (double) x[i];
            sum += Math.max(-z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
            gradient[i] = (float) (-sign / (1 + Math.exp(z)) / n);
        }
        return new Loss(sum / n, gradient);
    }

    static float[] transposed(float[] x, int rows) {
        int cols = x.length / rows;
        float[] out = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i % cols * rows + i / cols] = x[i];
        }
        return out;
    }

    private static float[] floats(Tensor labels) {
        if (labels.dtype().isFloat()) {
            return labels.toFloats();
        }
        long[] values = labels.toLongs();
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }

    private static Loss squaredError(float[] actual, float[] expected) {
        double sum = 0;
        float[] gradient = new float[expected.length];
        for (int i = 0; i < expected.length; i++) {
            double d = actual[i] - expected[i];
            sum += d * d;
            gradient[i] = (float) (2 * d / expected.length);
        }
        return new Loss(sum / expected.length, gradient);
    }

    /** Computes the mean binary cross-entropy of logits against as many targets from 0 to 1. */
    public static Loss binary(Tensor predicted, Tensor labels) {
        float[] logits = predicted.toFloats();
        float[] targets = labels.toFloats();
        double sum = 0;
        float[] gradient = new float[targets.length];
        for (int i = 0; i < targets.length; i++) {
            double x = logits[i];
            sum += Math.max(x, 0) - x * targets[i] + Math.log1p(Math.exp(-Math.abs(x)));
            gradient[i] = (float) ((1 / (1 + Math.exp(-x)) - targets[i]) / targets.length);
        }
        return new Loss(sum / targets.length, gradient);
    }

    /** Returns the columns that spans start or end at; -1, which counts not, for those beyond the batch. */
    public static int[] spanTargets(Tensor positions, int width) {
        return Arrays.stream(positions.toLongs())
                .mapToInt(t -> t < 0 ? 0 : t >= width ? -1 : (int) t)
                .toArray();
    }

    /** Returns the target of each position of a sequence: the token after it, -1 after the last. */
    public static IntStream following(int[] sequence) {
        return IntStream.concat(Arrays.stream(sequence, 1, sequence.length), IntStream.of(-1));
    }
}
