package org.menura.generate.verify;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.menura.model.Config;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** The losses that transformers' heads compute from labels. */
final class Losses {
    private Losses() {}

    /**
     * Loss of a classification of tokens or sequences, by the kind of labels: integers per token or sequence
     * (cross-entropy, negative ones ignored), one float per sequence (squared error), or a float per class (binary
     * cross-entropy).
     */
    static double labels(Backend ops, Config config, Tensor logits, Tensor labels, Batch batch) {
        boolean perToken = labels.shape().rank() == 2 && !labels.dtype().isFloat();
        boolean regression = logits.dim(1) == 1 || "regression".equals(config.text("problem_type", ""));
        if (regression && !perToken) {
            return squaredError(logits.toFloats(), floats(labels));
        }
        if (labels.dtype().isFloat()) {
            return binary(logits.toFloats(), labels.toFloats());
        }
        int[] targets = perToken
                ? batch.at(labels)
                : Arrays.stream(labels.toLongs()).mapToInt(Math::toIntExact).toArray();
        return mean(ops, logits, targets);
    }

    /** Mean cross-entropy over the rows whose target is not negative. */
    static double mean(Backend ops, Tensor logits, int[] targets) {
        double sum = 0;
        for (float l : ops.crossEntropy(logits, targets).toFloats()) {
            sum += l;
        }
        return sum / Arrays.stream(targets).filter(t -> t >= 0).count();
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

    private static double squaredError(float[] actual, float[] expected) {
        double sum = 0;
        for (int i = 0; i < expected.length; i++) {
            double d = actual[i] - expected[i];
            sum += d * d;
        }
        return sum / expected.length;
    }

    private static double binary(float[] logits, float[] targets) {
        double sum = 0;
        for (int i = 0; i < targets.length; i++) {
            double x = logits[i];
            sum += Math.max(x, 0) - x * targets[i] + Math.log1p(Math.exp(-Math.abs(x)));
        }
        return sum / targets.length;
    }

    /** The target of each position of a sequence: the token after it, none after the last. */
    static IntStream following(int[] sequence) {
        return IntStream.concat(Arrays.stream(sequence, 1, sequence.length), IntStream.of(-1));
    }
}
