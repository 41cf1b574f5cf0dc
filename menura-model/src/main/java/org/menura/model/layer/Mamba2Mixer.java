package org.menura.model.layer;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.model.ForwardBatch;
import org.menura.model.StateSpec;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** Mamba 2's sequence mixer (arXiv 2405.21060, section 7): the decay is one number per head and step. */
public final class Mamba2Mixer implements Layer {
    /**
     * Sizes of the mixer.
     *
     * @param groups how many sets of B and C the heads share
     * @param leastStep lower bound of the step sizes
     * @param largestStep upper bound of the step sizes
     * @param normGroups how many parts of the width are normalised each by itself
     */
    public record Sizes(
            int hidden,
            int heads,
            int headDim,
            int groups,
            int state,
            int kernel,
            boolean bias,
            boolean convBias,
            Activation activation,
            float leastStep,
            float largestStep,
            float normEps,
            int normGroups) {
        int inner() {
            return Math.multiplyExact(heads, headDim);
        }

        int convolved() {
            return Math.addExact(inner(), Math.multiplyExact(2, shared()));
        }

        /** Returns the width of B, and of C. */
        int shared() {
            return Math.multiplyExact(groups, state);
        }
    }

    private final Backend ops;
    private final Sizes sizes;
    private final Linear in;
    private final Tensor conv; // [convolved, kernel]
    private final @Nullable Tensor convBias; // [convolved]
    private final Tensor stepBias; // [heads]
    private final Supplier<Tensor> a; // [heads]
    private final Tensor d; // [heads]
    private final Norm norm;
    private final Linear out;
    private final int convSlot;
    private final int scanSlot;

    public Mamba2Mixer(Weights w, Sizes s) {
        ops = w.ops();
        sizes = s;
        int projected = Math.addExact(Math.addExact(s.inner(), s.convolved()), s.heads);
        in = new Linear(w.at("in_proj"), s.hidden, projected, s.bias);
        conv = w.floats("conv1d.weight", MambaMixer.convInit(s.kernel), s.convolved(), s.kernel);
        convBias = s.convBias ? w.floats("conv1d.bias", MambaMixer.convInit(s.kernel), s.convolved()) : null;
        stepBias = w.floats("dt_bias", MambaMixer.stepInit(), s.heads);
        Tensor aLog = w.floats("A_log", headLogs(), s.heads);
        a = w.derived(() -> ops.affine(ops.activate(Activation.EXP, aLog), -1, 0));
        d = w.ones("D", s.heads);
        norm = norm(w.at("norm"), s);
        out = new Linear(w.at("out_proj"), s.inner(), s.hidden, s.bias);
        convSlot = w.slot(new StateSpec.Recurrent(Shape.of(s.kernel - 1, s.convolved())));
        scanSlot = w.slot(new StateSpec.Recurrent(Shape.of(s.heads, s.state, s.headDim)));
    }

    @Override
    public Tensor forward(Tensor input, ForwardBatch step) {
        int rows = input.dim(0);
        int inner = sizes.inner();
        int convolved = sizes.convolved();
        int shared = sizes.shared();
        Tensor projected = in.apply(input); // gate [inner], convolved, steps [heads]
        Tensor xbc = ops.causalConv(
                ops.columns(projected, inner, inner + convolved),
                conv,
                convBias,
                step.segments(),
                step.recurrences(convSlot));
        xbc = ops.activate(sizes.activation, xbc); // [rows, convolved]
        Tensor steps = ops.columns(projected, inner + convolved, inner + convolved + sizes.heads);
        Tensor delta = ops.clamp(
                ops.activate(Activation.SOFTPLUS, ops.add(steps, stepBias)), sizes.leastStep, sizes.largestStep);
        Tensor y = ops.headScan(
                ops.columns(xbc, 0, inner).reshape(rows, sizes.heads, sizes.headDim),
                delta, // [rows, heads]
                a.get(),
                ops.columns(xbc, inner, inner + shared).reshape(rows, sizes.groups, sizes.state),
                ops.columns(xbc, inner + shared, convolved).reshape(rows, sizes.groups, sizes.state),
                d,
                step.segments(),
                step.recurrences(scanSlot));
        Tensor gate = ops.columns(projected, 0, inner);
        return out.apply(norm.apply(ops.gated(Activation.SILU, gate, y.reshape(rows, inner))));
    }

    private static Norm norm(Weights w, Sizes s) {
        if (s.normGroups == 1) {
            return new RmsNorm(w, s.inner(), s.normEps);
        }
        Tensor weight = w.ones("weight", s.inner());
        int width = s.inner() / s.normGroups;
        float[] ones = new float[width];
        Arrays.fill(ones, 1);
        Tensor plain = Tensor.of(ones, width);
        return x -> {
            Tensor parts = x.reshape((long) x.dim(0) * s.normGroups, width);
            return w.ops().mul(w.ops().rmsNorm(parts, plain, s.normEps, 0).reshape(x.dim(0), s.inner()), weight);
        };
    }

    /** The heads' decays start with 1, 2, …. */
    private static Init headLogs() {
        return (values, _) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) Math.log(i + 1.0);
            }
        };
    }
}
