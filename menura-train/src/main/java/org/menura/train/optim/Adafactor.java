package org.menura.train.optim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;
import org.menura.train.schema.Key;
import org.menura.train.schema.Kind;

/**
 * Adafactor (Shazeer and Stern, arXiv 1804.04235, algorithms 4 and 5): of a matrix's squared gradients it remembers only
 * the means R of rows and C of columns. With {@code β = 1 - t^-0.8}:
 *
 * <pre>
 * R = β R + (1 - β) (row means of g² + ε₁)           C alike, of columns
 * u = g / sqrt(R C / mean(R))
 * u = u / max(1, RMS(u) / d)
 * α = η                       or, with relative steps,  max(ε₂, RMS(p)) η
 * p = p - α λ p - α u         or, with momentum,  m = β₁ m + (1 - β₁) α u,  p = p - α λ p - m
 * </pre>
 *
 * <p>Tensors of more dimensions are matrices of {@code size(0)} rows; for vectors, all squares are remembered. The paper's
 * rates {@code min(0.01, 1 / sqrt(t))} are a matter of the {@link org.menura.train.schedule.Schedule}.
 */
public final class Adafactor extends OptimizerState {
    static final OptimizerType TYPE = OptimizerType.of(
            "adafactor",
            List.of(
                    Key.of(
                            "decay_rate",
                            new Kind.Real(-1, 0, true, false),
                            -0.8,
                            "Exponent of adafactor's decay over steps."),
                    Key.positive("update_clip", 1.0, "The largest root mean square of an update.")),
            (groups, o, _, threads) -> new Adafactor(
                    groups,
                    new Options(1e-30, 1e-3, o.number("update_clip"), -o.number("decay_rate"), 0, false),
                    threads));

    private final Options options;
    private final List<Slot> slots = new ArrayList<>();
    private final float[] update;

    /**
     * Options of Adafactor.
     *
     * @param epsilon1 ε₁, added to squares
     * @param epsilon2 ε₂, the least size of a parameter for relative steps
     * @param clip d, the greatest root mean square of an update
     * @param decay the exponent of t, 0.8 in the paper
     * @param beta1 β₁; with 0 no momentum is remembered
     * @param relativeStep whether rates are relative to the size of the parameter
     */
    public record Options(
            double epsilon1, double epsilon2, double clip, double decay, double beta1, boolean relativeStep) {
        /** The paper's options, but with absolute steps. */
        public static final Options DEFAULT = new Options(1e-30, 1e-3, 1, 0.8, 0, false);

        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Options {
            Settings.positive("epsilon1", epsilon1);
            Settings.notNegative("epsilon2", epsilon2);
            Settings.positive("clip", clip);
            Settings.positive("decay", decay);
            Settings.average("beta1", beta1);
        }
    }

    /** What is remembered of a parameter: factored squares or all of them, and perhaps the momentum. */
    private record Slot(@Nullable FactoredSquares factors, float[] v, float[][] momentum) {}

    /** Makes an optimiser that computes on at most {@code threads} threads. */
    public Adafactor(List<ParameterGroup> groups, Options options, int threads) {
        super(groups, threads);
        this.options = options;
        int longest = 0;
        for (Parameter p : parameters()) {
            longest = Math.max(longest, (int) p.value().elements());
            long[] sizes = p.value().shape().toArray();
            float[][] momentum = options.beta1() == 0
                    ? new float[0][]
                    : new float[][] {remember("m", p, sizes).floats()};
            if (sizes.length >= 2 && p.value().elements() > 0) {
                long columns = p.value().elements() / sizes[0];
                Tensor rows = remember("row", p, sizes[0]);
                slots.add(new Slot(
                        new FactoredSquares(
                                rows.floats(), remember("column", p, columns).floats()),
                        new float[0],
                        momentum));
            } else {
                slots.add(new Slot(null, remember("v", p, sizes).floats(), momentum));
            }
        }
        update = new float[longest];
    }

    @Override
    protected void update(double learningRate) {
        int at = 0;
        for (ParameterGroup group : groups()) {
            for (Parameter p : group.parameters()) {
                update(p, slots.get(at++), learningRate * group.rateScale(), group.weightDecay());
            }
        }
    }

    private void update(Parameter p, Slot slot, double rate, double weightDecay) {
        if (p.value().elements() == 0) {
            return;
        }
        Tensor u = Tensor.of(update, 0, p.value().shape());
        double beta2 = 1 - StrictMath.pow((double) steps(), -options.decay());
        if (slot.factors != null) {
            slot.factors.update(threads, p.gradient(), beta2, options.epsilon1(), update);
        } else {
            float kept = (float) beta2;
            float taken = (float) (1 - beta2);
            float epsilon = (float) options.epsilon1();
            ElementwiseOptimizer.Kernel squares =
                    (out, g, s, from, to) -> divide(out, g, s[0], from, to, kept, taken, epsilon);
            Elements.run(threads, List.of(new Elements.Job(u, p.gradient(), new float[][] {slot.v}, squares)));
        }
        double alpha = options.relativeStep() ? rate * Math.max(options.epsilon2(), rms(p.value())) : rate;
        float size = (float) (alpha / Math.max(1, rms(u) / options.clip()));
        float left = (float) (1 - alpha * weightDecay);
        float beta1 = (float) options.beta1();
        ElementwiseOptimizer.Kernel move = slot.momentum.length == 0
                ? (x, y, _, from, to) -> move(x, y, from, to, left, size)
                : (x, y, s, from, to) -> move(x, y, s[0], from, to, left, size, beta1);
        Elements.run(threads, List.of(new Elements.Job(p.value(), u, slot.momentum, move)));
    }

    private double rms(Tensor x) {
        return Math.sqrt(Sums.squares(threads, List.of(x)) / x.elements());
    }

    private static void divide(
            float[] u, float[] g, float[] v, int from, int to, float kept, float taken, float epsilon) {
        for (int i = from; i < to; i++) {
            float slope = g[i];
            float square = v[i] * kept + (slope * slope + epsilon) * taken;
            v[i] = square;
            u[i] = slope / (float) Math.sqrt(square);
        }
    }

    private static void move(float[] p, float[] u, int from, int to, float left, float size) {
        for (int i = from; i < to; i++) {
            p[i] = p[i] * left - size * u[i];
        }
    }

    private static void move(float[] p, float[] u, float[] m, int from, int to, float left, float size, float beta1) {
        float taken = (1 - beta1) * size;
        for (int i = from; i < to; i++) {
            float moved = m[i] * beta1 + taken * u[i];
            m[i] = moved;
            p[i] = p[i] * left - moved;
        }
    }
}
