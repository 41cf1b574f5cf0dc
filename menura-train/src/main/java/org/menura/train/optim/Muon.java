package org.menura.train.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;
import org.menura.train.schema.Key;

/**
 * Muon (Jordan et al., "Muon: an optimizer for hidden layers in neural networks", 2024, kellerjordan.github.io/posts/muon;
 * with decay and the scale of {@link Scale#ADAM}, Liu et al., arXiv 2502.16982, equation 4): matrices move by their
 * momentum, orthogonalised; everything else, and matrices that are tables or heads, as {@link AdamW} would move it.
 *
 * <pre>
 * m = μ m + (1 - μ) g
 * u = (1 - μ) g + μ m         or, without Nesterov's way,  m
 * p = p (1 - η λ) - η scale NewtonSchulz(u)
 * </pre>
 */
public final class Muon extends OptimizerState {
    static final OptimizerType TYPE = OptimizerType.of(
            "muon",
            List.of(
                    Sgd.momentum(0.95),
                    Sgd.nesterov(true),
                    Key.whole("newton_schulz_steps", 5L, 1, 50, "Iterations that make an update orthogonal.")),
            (groups, o, ops, threads) -> new Muon(
                    groups,
                    new Options(
                            o.number("momentum"),
                            o.flag("nesterov"),
                            Math.toIntExact(o.whole("newton_schulz_steps")),
                            Options.DEFAULT.scale(),
                            Options.DEFAULT.leftToAdamW(),
                            AdamOptions.DEFAULT),
                    ops,
                    threads));

    /** The pattern of the names of embedding tables and output heads, which are left to AdamW. */
    public static final Pattern TABLES_AND_HEADS =
            Pattern.compile("(?i)embed|(^|\\.)(wte|wpe|emb|shared|lm_head|embed_out|head|score|classifier)\\.");

    private final Options options;
    private final Backend ops;
    private final List<float[][]> memory = new ArrayList<>();

    /** The scale of an orthogonalised update. */
    public enum Scale {
        /** {@code sqrt(max(1, rows / columns))}, as first published; wants rates of its own, such as 0.02. */
        SPECTRAL,
        /** {@code 0.2 sqrt(max(rows, columns))}, so that updates are as large as AdamW's and rates can be shared. */
        ADAM;

        double of(int rows, int columns) {
            return switch (this) {
                case SPECTRAL -> Math.sqrt(Math.max(1, (double) rows / columns));
                case ADAM -> 0.2 * Math.sqrt(Math.max(rows, columns));
            };
        }
    }

    /**
     * Options of Muon.
     *
     * @param momentum μ
     * @param nesterov whether to look ahead by the momentum
     * @param iterations how often the orthogonalisation is repeated
     * @param scale how large updates of matrices are
     * @param leftToAdamW is searched for in names of matrices that AdamW is to move
     * @param adam options of AdamW for the parameters that it updates
     */
    public record Options(
            double momentum, boolean nesterov, int iterations, Scale scale, Pattern leftToAdamW, AdamOptions adam) {
        /** μ 0.95, Nesterov's way, 5 iterations, rates shared with AdamW. */
        public static final Options DEFAULT =
                new Options(0.95, true, 5, Scale.ADAM, TABLES_AND_HEADS, AdamOptions.DEFAULT);

        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Options {
            Settings.average("momentum", momentum);
            Settings.positive("the number of iterations", iterations);
        }
    }

    /**
     * Makes an optimiser that computes on at most {@code threads} threads, and matrix products on those of {@code ops}.
     *
     * @throws IllegalArgumentException if {@code ops} records gradients
     */
    public Muon(List<ParameterGroup> groups, Options options, Backend ops, int threads) {
        super(groups, threads);
        if (ops.recordsGradients()) {
            throw new IllegalArgumentException("an optimizer must not be recorded; give it the backend below the tape");
        }
        this.options = options;
        this.ops = ops;
        for (Parameter p : parameters()) {
            long[] sizes = p.value().shape().toArray();
            memory.add(
                    orthogonalizes(p)
                            ? new float[][] {remember("momentum", p, sizes).floats()}
                            : new float[][] {
                                remember("m", p, sizes).floats(),
                                remember("v", p, sizes).floats()
                            });
        }
    }

    /** Returns whether a parameter is a matrix that is updated by Muon's rule. */
    public boolean orthogonalizes(Parameter p) {
        return p.value().shape().rank() == 2
                && p.value().elements() > 0
                && !options.leftToAdamW().matcher(p.name()).find();
    }

    @Override
    protected void update(double learningRate) {
        List<Elements.Job> others = new ArrayList<>();
        int at = 0;
        for (ParameterGroup group : groups()) {
            double rate = learningRate * group.rateScale();
            ElementwiseOptimizer.Kernel adam = AdamW.kernel(options.adam(), steps(), rate, group.weightDecay());
            for (Parameter p : group.parameters()) {
                float[][] own = memory.get(at++);
                if (orthogonalizes(p)) {
                    move(p, own, rate, group.weightDecay());
                } else {
                    others.add(new Elements.Job(p.value(), p.gradient(), own, adam));
                }
            }
        }
        Elements.run(threads, others);
    }

    private void move(Parameter p, float[][] own, double rate, double weightDecay) {
        int rows = p.value().dim(0);
        int columns = p.value().dim(1);
        float mu = (float) options.momentum();
        float lookAhead = options.nesterov() ? mu : 1;
        Tensor u = Tensor.zeros(rows, columns);
        ElementwiseOptimizer.Kernel average =
                (out, g, s, from, to) -> average(out, g, s[0], from, to, 1 - mu, lookAhead);
        Elements.run(threads, List.of(new Elements.Job(u, p.gradient(), own, average)));

        float kept = (float) (1 - rate * weightDecay);
        float size = (float) (rate * options.scale().of(rows, columns));
        try (Backend.Scope _ = ops.scope()) {
            Tensor direction = NewtonSchulz.orthogonalize(ops, u, options.iterations(), threads);
            ElementwiseOptimizer.Kernel move = (x, d, _, from, to) -> move(x, d, from, to, kept, size);
            Elements.run(threads, List.of(new Elements.Job(p.value(), direction, new float[0][], move)));
        }
    }

    private static void average(float[] u, float[] g, float[] m, int from, int to, float taken, float lookAhead) {
        for (int i = from; i < to; i++) {
            float slope = g[i];
            float mean = m[i] + (slope - m[i]) * taken;
            m[i] = mean;
            u[i] = slope + (mean - slope) * lookAhead;
        }
    }

    private static void move(float[] p, float[] d, int from, int to, float kept, float size) {
        for (int i = from; i < to; i++) {
            p[i] = p[i] * kept - size * d[i];
        }
    }
}
