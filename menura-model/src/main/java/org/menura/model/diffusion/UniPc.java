package org.menura.model.diffusion;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;

/**
 * The unified predictor and corrector (UniPC, arXiv 2302.04867), multistep: a step is taken with what the model said
 * before, and taken again with what it says at its end, which costs nothing as the next step asks for that anyway.
 *
 * @param levels the noise levels that are visited
 * @param straight the straight way that they lie on; null if they don't
 * @param order of the predictor
 * @param first whether B(h) is h, the first version (bh1), rather than {@code e^h - 1} (bh2)
 * @param bounds of what the model may take for data
 * @param overNoise whether it integrates what the model takes for noise, rather than for data
 * @param uncorrected the steps that are not taken again
 * @param lowerAtEnd whether walks end with lower orders
 */
record UniPc(
        LambdaNoise levels,
        @Nullable StraightWay straight,
        int order,
        boolean first,
        DataBounds bounds,
        boolean overNoise,
        int[] uncorrected,
        boolean lowerAtEnd)
        implements LambdaMethod {
    static UniPc of(Config c) {
        // Folders of other solvers name theirs, which the reference passes over.
        c.refuseUnless("solver_type", "bh1", "bh2", "midpoint", "heun", "logrho");
        c.refuseUnless("use_dynamic_shifting", "false");
        if (c.has("solver_p")) {
            throw c.unsupported("solver_p", "supported: null");
        }
        LambdaNoise levels = LambdaNoise.of(c, SigmaSteps.Levels.of(c), SigmaSteps.last(c, Double.NaN))
                .between(SigmaNoise.bound(c, "sigma_min"), SigmaNoise.bound(c, "sigma_max"));
        boolean overNoise = !c.flag("predict_x0", true);
        if (overNoise && levels.last() == 0) {
            throw c.unsupported("final_sigmas_type", "supported where predict_x0 is false: sigma_min");
        }
        if (overNoise && levels.noise().prediction() == Prediction.FLOW) {
            throw c.unsupported(
                    "prediction_type", "supported where predict_x0 is false: epsilon, sample, v_prediction");
        }
        return new UniPc(
                levels,
                StraightWay.of(c, levels),
                c.positive("solver_order", 2),
                c.text("solver_type", "bh2").equals("bh1"),
                DataBounds.dynamic(c),
                overNoise,
                c.has("disable_corrector") ? c.ids("disable_corrector") : new int[0],
                c.flag("lower_order_final", true));
    }

    @Override
    public SolverState begin(int steps) {
        return new Walk(straight == null ? levels.steps(steps) : straight.steps(steps));
    }

    private final class Walk extends LambdaWalk {
        private float @Nullable [] before; // the sample before the last step
        private int lastOrder;

        Walk(SigmaSteps steps) {
            super(prediction(), steps, straight != null);
        }

        @Override
        public float[] step(int i, float[] output, float[] sample, int samples, Supplier<float[]> fresh) {
            float[] said = overNoise ? noise(i, output, sample) : data(i, output, sample, samples, bounds);
            float[] from = sample;
            if (before != null && Arrays.stream(uncorrected).noneMatch(step -> step == i - 1)) {
                from = advance(i - 1, lastOrder, before, said, sample);
            }
            add(said, order);
            lastOrder = Math.min(slopes.size(), atMost(i));
            before = from;
            return advance(i, lastOrder, from, null, from);
        }

        /** The highest order that step {@code i} may have. */
        private int atMost(int i) {
            int left = steps.count() - i;
            boolean lower = lowerAtEnd || left == 1 && levels.last() == 0;
            return lower ? Math.min(order, left) : order;
        }

        /**
         * Takes step {@code i}.
         *
         * @param end what the model says at the end; null if it was not yet asked
         * @param still where the step ends if it leads nowhere
         */
        private float[] advance(int i, int own, float[] sample, float @Nullable [] end, float[] still) {
            NoiseLevel from = level(i);
            NoiseLevel to = level(i + 1);
            float h = to.lambda() - from.lambda();
            if (h == 0) {
                return still; // levels that end with the lowest one that there is
            }
            int known = own - 1;
            float[] places = new float[end == null ? known : own];
            for (int j = 0; j < known; j++) {
                places[j] = (level(i - j - 1).lambda() - from.lambda()) / h;
            }
            if (end != null) {
                places[known] = 1;
            }
            float signed = overNoise ? h : -h;
            float grown = (float) Math.expm1(signed);
            float scale = overNoise ? to.sigma() : to.alpha();
            float ofSample = overNoise ? to.alpha() / from.alpha() : to.sigma() / from.sigma();
            float whole = scale * grown;
            float bent = scale * (first ? signed : grown);
            float[] weights = PolynomialWeights.of(places, signed, first ? signed : grown);
            float[] m0 = slopes.getFirst();
            float[] out = new float[sample.length];
            for (int k = 0; k < out.length; k++) {
                float sum = 0;
                for (int j = 0; j < places.length; j++) {
                    float other = j < known || end == null ? slopes.get(j + 1)[k] : end[k];
                    sum += weights[j] * ((other - m0[k]) / places[j]);
                }
                float plain = ofSample * sample[k] - whole * m0[k];
                out[k] = places.length == 0 ? plain : plain - bent * sum;
            }
            return out;
        }
    }
}
