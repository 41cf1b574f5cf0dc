package org.menura.train.explain;

import java.util.Arrays;
import java.util.List;
import org.menura.model.ForwardBatch;
import org.menura.model.InputEmbeds;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;

/**
 * Integrated gradients (Sundararajan et al. 2017, arXiv 1703.01365) of a token's log-probability over the embeddings of the tokens before it:
 * (x − x′) · ∫ ∂F(x′ + α (x − x′)) / ∂x dα, by Gauss–Legendre quadrature. Attributions sum to F(x) − F(x′); how far they are from it is told.
 */
public final class IntegratedGradients {
    /** Points of the first try. */
    public static final int STEPS = 32;

    private static final int MOST_STEPS = 512;
    private static final int TOGETHER = 16;

    private final Explainer explainer;
    private final Explainer.Baseline kind;
    private final float[] baseline;
    private final double tolerance;

    /**
     * Prepares attributions.
     *
     * @param baseline what they are measured from
     * @param tolerance how far their sum may be from the difference that they explain, as a share of it, before more points are taken
     */
    public IntegratedGradients(Explainer explainer, Explainer.Baseline baseline, double tolerance) {
        this.explainer = explainer;
        this.kind = baseline;
        this.baseline = explainer.baseline(baseline);
        this.tolerance = tolerance;
    }

    /**
     * What each token did to the log-probability of the one after them.
     *
     * @param scores of each token before, in nats
     * @param value the log-probability
     * @param baselineValue the log-probability after the baseline
     * @param steps points of the quadrature
     */
    public record Result(double[] scores, double value, double baselineValue, int steps) {
        /** Returns the difference between the sum of all scores and what they explain. */
        public double gap() {
            return Arrays.stream(scores).sum() - (value - baselineValue);
        }
    }

    /**
     * Attributes a token to those before it; takes more points until the sum is right, up to {@code 512}.
     *
     * @param before ids of the tokens that the model reads
     * @param token id of the one after them
     */
    public Result attribute(int[] before, int token) {
        Result result = attribute(before, token, STEPS);
        while (Math.abs(result.gap()) > tolerance * Math.max(1, Math.abs(result.value() - result.baselineValue()))
                && result.steps() < MOST_STEPS) {
            result = attribute(before, token, 2 * result.steps());
        }
        return result;
    }

    /** Returns the log-probability of a token after others. */
    double value(int[] before, int token) {
        return pass(before, token, 1, explainer.embeddings(before), false).values[0];
    }

    /** Attributes with a number of points. */
    Result attribute(int[] before, int token, int steps) {
        float[] x = explainer.embeddings(before);
        int width = baseline.length;
        double[][] points =
                kind == Explainer.Baseline.ZERO ? Quadrature.denseAtZero(steps) : Quadrature.gaussLegendre(steps);
        double[] scores = new double[before.length];
        for (int from = 0; from < steps; from += TOGETHER) {
            int count = Math.min(TOGETHER, steps - from);
            float[] rows = new float[count * x.length];
            for (int s = 0; s < count; s++) {
                mix(x, points[0][from + s], rows, s * x.length);
            }
            Pass pass = pass(before, token, count, rows, true);
            for (int s = 0; s < count; s++) {
                for (int i = 0; i < x.length; i++) {
                    double difference = x[i] - baseline[i % width];
                    scores[i / width] += points[1][from + s] * difference * pass.gradient[s * x.length + i];
                }
            }
        }
        float[] ends = new float[2 * x.length];
        mix(x, 1, ends, 0);
        mix(x, 0, ends, x.length);
        double[] values = pass(before, token, 2, ends, false).values;
        return new Result(scores, values[0], values[1], steps);
    }

    private void mix(float[] x, double alpha, float[] to, int at) {
        for (int i = 0; i < x.length; i++) {
            float from = baseline[i % baseline.length];
            to[at + i] = (float) (from + alpha * (x[i] - from));
        }
    }

    private record Pass(double[] values, float[] gradient) {}

    /** Computes log-probabilities of the token after sequences of embeddings, and their gradients. */
    private Pass pass(int[] before, int token, int count, float[] rows, boolean backward) {
        int n = before.length;
        int[][] ids = new int[count][];
        int[] outputs = new int[count];
        int[] targets = new int[count];
        for (int s = 0; s < count; s++) {
            ids[s] = before;
            outputs[s] = s * n + n - 1;
            targets[s] = token;
        }
        int[] at = new int[count * n];
        Arrays.setAll(at, i -> i);
        Parameter embeds = Parameter.of("embeddings", Tensor.of(rows, (long) count * n, baseline.length));
        ForwardBatch step =
                ForwardBatch.whole(ids).withOutputs(outputs).withEmbeds(List.of(new InputEmbeds(at, embeds.value())));
        Backend ops = explainer.ops();
        if (!backward) {
            try (Backend.Scope _ = ops.scope()) {
                return new Pass(values(ops.crossEntropy(explainer.model().forward(step), targets)), new float[0]);
            }
        }
        try (GradientTape tape = explainer.ops().record(List.of(embeds))) {
            Tensor losses = ops.crossEntropy(explainer.model().forward(step), targets); // [count]
            double[] values = values(losses);
            float[] minus = new float[count];
            Arrays.fill(minus, -1);
            tape.seed(losses, Tensor.of(minus, losses.shape().toArray()));
            tape.backward();
            return new Pass(values, embeds.gradient().toFloats());
        }
    }

    private static double[] values(Tensor losses) {
        float[] all = losses.toFloats();
        double[] values = new double[all.length];
        for (int i = 0; i < all.length; i++) {
            values[i] = -all[i];
        }
        return values;
    }
}
