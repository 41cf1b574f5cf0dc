package org.menura.train.explain;

import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Tensor;

/** The weights that attention gives to keys, computed again from its operands. */
final class AttentionWeights {
    private AttentionWeights() {}

    /**
     * Computes the weights of one sequence.
     *
     * @return [heads][rows][keys]
     */
    static double[][][] of(ObservedBackend.AttentionCall call) {
        int rows = call.q().dim(0);
        int heads = call.q().dim(1);
        int width = call.q().dim(2);
        int keys = call.k().dim(0);
        int shared = heads / call.k().dim(1);
        float[] q = call.q().toFloats();
        float[] k = call.k().toFloats();
        double[][][] weights = new double[heads][rows][keys];
        int keyHeads = call.k().dim(1);
        for (int h = 0; h < heads; h++) {
            for (int i = 0; i < rows; i++) {
                // Positions of queries and keys end together.
                int position = i + keys - rows;
                double[] scores = weights[h][i];
                double most = Double.NEGATIVE_INFINITY;
                for (int j = 0; j < keys; j++) {
                    scores[j] = isSeen(call.spec(), position, j)
                            ? score(
                                    call,
                                    dot(q, (i * heads + h) * width, k, (j * keyHeads + h / shared) * width, width),
                                    h,
                                    heads,
                                    position,
                                    j)
                            : Double.NEGATIVE_INFINITY;
                    most = Math.max(most, scores[j]);
                }
                normalise(scores, most);
            }
        }
        return weights;
    }

    private static boolean isSeen(AttentionSpec spec, int i, int j) {
        if (spec.causal() && j > i && !(spec.prefix() > 0 && j < spec.prefix())) {
            return false;
        }
        int distance = spec.causal() ? i - j : Math.abs(i - j);
        return spec.window() == 0 || i < spec.prefix() || distance < spec.window();
    }

    private static double score(ObservedBackend.AttentionCall call, double dot, int head, int heads, int i, int j) {
        AttentionSpec spec = call.spec();
        double score = spec.scale() * dot;
        if (spec.softcap() > 0) {
            score = spec.softcap() * Math.tanh(score / spec.softcap());
        }
        float[] slopes = spec.slopes();
        if (slopes != null) {
            score += slopes[head] * (double) (j - i);
        }
        Tensor bias = call.relativeBias();
        if (bias != null) {
            int reach = (bias.dim(0) - 1) / 2;
            int row = Math.clamp((long) j - i, -reach, reach) + reach;
            score += bias.toFloats()[row * heads + head];
        }
        return score;
    }

    private static double dot(float[] a, int from, float[] b, int to, int width) {
        double sum = 0;
        for (int d = 0; d < width; d++) {
            sum += (double) a[from + d] * b[to + d];
        }
        return sum;
    }

    private static void normalise(double[] scores, double most) {
        double sum = 0;
        for (int j = 0; j < scores.length; j++) {
            scores[j] = scores[j] == Double.NEGATIVE_INFINITY ? 0 : Math.exp(scores[j] - most);
            sum += scores[j];
        }
        for (int j = 0; j < scores.length; j++) {
            scores[j] /= sum;
        }
    }
}
