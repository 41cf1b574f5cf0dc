package org.menura.train.objective;

import java.util.Arrays;
import java.util.SequencedMap;

/**
 * Proximal policy optimisation (arXiv 1707.06347). With {@code ρ = exp(log π - log π_old)} the policy's loss is the mean
 * over tokens of {@code max(-ρ A, -clip(ρ, 1 - ε, 1 + ε) A)} (equation 7), the value's half the mean over positions of
 * {@code max((V - R)², (clip(V, V_old ± ε_V) - R)²)}; together {@code policy + c · value} (equation 9, without the
 * entropy). Rewards come from {@link TokenRewards}, A and R from {@link Gae}, A usually through {@link Whitening}.
 */
public final class Ppo {
    private Ppo() {}

    /**
     * Options of PPO: how far one batch may move the model.
     *
     * @param clipRange ε; 0.2 is usual
     * @param valueClipRange ε_V; 0.2 is usual
     * @param valueCoefficient c; 0.1 is usual
     */
    public record Options(double clipRange, double valueClipRange, double valueCoefficient) {
        /** Checks the ranges. */
        public Options {
            Require.within("clipRange", clipRange, 0, Double.MAX_VALUE);
            Require.positive("valueClipRange", valueClipRange);
            Require.within("valueCoefficient", valueCoefficient, 0, Double.MAX_VALUE);
        }
    }

    /**
     * The loss of the policy and its gradient.
     *
     * @param gradient dL/dlog π, [sequence][token]
     */
    public record Policy(double loss, SequencedMap<String, Double> metrics, double[][] gradient)
            implements Evaluation {}

    /**
     * The loss of the value and its gradient.
     *
     * @param gradient dL/dV, [sequence][position]
     */
    public record Value(double loss, SequencedMap<String, Double> metrics, double[][] gradient) implements Evaluation {}

    /**
     * The losses of policy and value together, and their gradients.
     *
     * @param logpGradient dL/dlog π, [sequence][token]
     * @param valueGradient dL/dV, [sequence][position]
     */
    public record Result(
            double loss,
            SequencedMap<String, Double> metrics,
            Policy policy,
            Value value,
            double[][] logpGradient,
            double[][] valueGradient)
            implements Evaluation {}

    /**
     * Computes the clipped loss of the policy.
     *
     * @param logps log π, [sequence][token]; with gradients
     * @param oldLogps log π_old of the policy that wrote the responses, in the same layout
     * @param advantages A, by token; a position after the last token is not looked at
     * @param clipRange ε
     * @throws IllegalArgumentException if layouts don't fit or there are no tokens
     */
    public static Policy policy(double[][] logps, double[][] oldLogps, double[][] advantages, double clipRange) {
        Require.sameLayout("old log-probabilities", oldLogps, "log-probabilities", logps);
        double[][] a = ofTokens(advantages, logps);
        int n = count("tokens", logps);
        double loss = 0;
        double clipped = 0;
        double kl = 0;
        double ratios = 0;
        double[][] gradient = new double[logps.length][];
        for (int i = 0; i < logps.length; i++) {
            gradient[i] = new double[logps[i].length];
            for (int t = 0; t < logps[i].length; t++) {
                double ratio = StrictMath.exp(logps[i][t] - oldLogps[i][t]);
                double free = -a[i][t] * ratio;
                double held = -a[i][t] * Math.clamp(ratio, 1 - clipRange, 1 + clipRange);
                loss += Math.max(free, held);
                if (held > free) {
                    clipped++; // the loss is constant here
                } else {
                    gradient[i][t] = free / n;
                }
                kl += KlEstimator.K3.of(oldLogps[i][t], logps[i][t]);
                ratios += ratio;
            }
        }
        SequencedMap<String, Double> metrics = new Metrics()
                .put("policy_loss", loss / n)
                .put("policy_clip_fraction", clipped / n)
                .put("approx_kl", kl / n)
                .put("ratio", ratios / n)
                .map();
        return new Policy(loss / n, metrics, gradient);
    }

    /**
     * Computes the clipped loss of the value.
     *
     * @param values V, [sequence][position]; with gradients
     * @param oldValues V_old, in the same layout
     * @param returns R, in the same layout
     * @param clipRange ε_V
     * @throws IllegalArgumentException if layouts differ or there are no positions
     */
    public static Value value(double[][] values, double[][] oldValues, double[][] returns, double clipRange) {
        Require.sameLayout("old values", oldValues, "values", values);
        Require.sameLayout("returns", returns, "values", values);
        int n = count("positions", values);
        double loss = 0;
        double clipped = 0;
        double error = 0;
        double[][] gradient = new double[values.length][];
        for (int i = 0; i < values.length; i++) {
            gradient[i] = new double[values[i].length];
            for (int t = 0; t < values[i].length; t++) {
                double v = values[i][t];
                double old = oldValues[i][t];
                double held = Stable.square(Math.clamp(v, old - clipRange, old + clipRange) - returns[i][t]);
                double free = Stable.square(v - returns[i][t]);
                loss += Math.max(free, held) / 2;
                if (held > free) {
                    clipped++;
                } else {
                    gradient[i][t] = (v - returns[i][t]) / n;
                }
                error += free;
            }
        }
        SequencedMap<String, Double> metrics = new Metrics()
                .put("value_loss", loss / n)
                .put("value_clip_fraction", clipped / n)
                .put("value_error", error / n)
                .map();
        return new Value(loss / n, metrics, gradient);
    }

    /** Computes both losses together; see {@link #policy} and {@link #value}. */
    public static Result of(
            double[][] logps,
            double[][] oldLogps,
            double[][] advantages,
            double[][] values,
            double[][] oldValues,
            double[][] returns,
            Options options) {
        Policy policy = policy(logps, oldLogps, advantages, options.clipRange);
        Value value = value(values, oldValues, returns, options.valueClipRange);
        Metrics metrics = new Metrics();
        policy.metrics.forEach(metrics::put);
        value.metrics.forEach(metrics::put);
        double[][] dValues = new double[values.length][];
        for (int i = 0; i < values.length; i++) {
            dValues[i] = value.gradient[i].clone();
            for (int t = 0; t < dValues[i].length; t++) {
                dValues[i][t] *= options.valueCoefficient;
            }
        }
        return new Result(
                policy.loss + options.valueCoefficient * value.loss,
                metrics.map(),
                policy,
                value,
                policy.gradient,
                dValues);
    }

    /**
     * Cuts rows to the tokens of another array: leaves out the position after the last token, as whitening of
     * advantages needs it.
     *
     * @throws IllegalArgumentException if a row has neither as many entries as tokens nor one more
     */
    public static double[][] ofTokens(double[][] byPosition, double[][] byToken) {
        Require.sameCount("sequences of positions", byPosition.length, "sequences of tokens", byToken.length);
        double[][] cut = new double[byToken.length][];
        for (int i = 0; i < cut.length; i++) {
            int n = byToken[i].length;
            if (byPosition[i].length != n && byPosition[i].length != n + 1) {
                throw new IllegalArgumentException(
                        "sequence %d has %d positions and %d tokens; there must be as many, or one position more"
                                .formatted(i, byPosition[i].length, n));
            }
            cut[i] = Arrays.copyOf(byPosition[i], n);
        }
        return cut;
    }

    private static int count(String what, double[][] rows) {
        int n = 0;
        for (double[] row : rows) {
            n += row.length;
        }
        Require.some(what, n);
        return n;
    }
}
