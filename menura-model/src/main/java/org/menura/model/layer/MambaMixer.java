package org.menura.model.layer;

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

/** Mamba's sequence mixer (arXiv 2312.00752, section 3.4): a short convolution, then a selective state space. */
public final class MambaMixer implements Layer {
    /**
     * Sizes of the mixer.
     *
     * @param inner channels of the state space
     * @param state numbers that each channel remembers
     * @param kernel length of the convolution
     * @param rank width from which the step sizes are projected
     * @param bias whether the outer projections have biases
     * @param convBias whether the convolution has one
     * @param activation behind the convolution
     * @param gateActivation of what the scan's result is multiplied by
     * @param stepNormEps of the norms without weights that FalconMamba has on step, B and C; null where there are none
     */
    public record Sizes(
            int hidden,
            int inner,
            int state,
            int kernel,
            int rank,
            boolean bias,
            boolean convBias,
            Activation activation,
            Activation gateActivation,
            @Nullable Float stepNormEps) {}

    private final Backend ops;
    private final Sizes sizes;
    private final Linear in;
    private final Tensor conv; // [inner, kernel]
    private final @Nullable Tensor convBias; // [inner]
    private final Linear x;
    private final Linear dt;
    private final Supplier<Tensor> a; // [inner, state]
    private final Tensor d; // [inner]
    private final Linear out;
    private final int convSlot;
    private final int scanSlot;

    public MambaMixer(Weights w, Sizes s) {
        ops = w.ops();
        sizes = s;
        in = new Linear(w.at("in_proj"), s.hidden, Math.multiplyExact(2, s.inner), s.bias);
        conv = w.floats("conv1d.weight", convInit(s.kernel), s.inner, s.kernel);
        convBias = s.convBias ? w.floats("conv1d.bias", convInit(s.kernel), s.inner) : null;
        x = new Linear(w.at("x_proj"), s.inner, Math.addExact(s.rank, Math.multiplyExact(2, s.state)), false);
        double bound = 1 / Math.sqrt(s.rank);
        Weights step = w.at("dt_proj");
        dt = new Linear(
                step,
                step.matrix("weight", s.inner, s.rank, Init.uniform(-bound, bound)),
                step.floats("bias", stepInit(), s.inner));
        Tensor aLog = w.floats("A_log", countingLogs(s.state), s.inner, s.state);
        a = w.derived(() -> ops.affine(ops.activate(Activation.EXP, aLog), -1, 0));
        d = w.ones("D", s.inner);
        out = new Linear(w.at("out_proj"), s.inner, s.hidden, s.bias);
        convSlot = w.slot(new StateSpec.Recurrent(Shape.of(s.kernel - 1, s.inner)));
        scanSlot = w.slot(new StateSpec.Recurrent(Shape.of(s.state, s.inner)));
    }

    @Override
    public Tensor forward(Tensor input, ForwardBatch step) {
        int inner = sizes.inner;
        Tensor projected = in.apply(input); // [rows, 2 inner]
        Tensor u = ops.causalConv(
                ops.columns(projected, 0, inner), conv, convBias, step.segments(), step.recurrences(convSlot));
        u = ops.activate(sizes.activation, u); // [rows, inner]
        Tensor parameters = x.apply(u); // [rows, rank + 2 state]
        int rank = sizes.rank;
        int state = sizes.state;
        Tensor delta = ops.activate(Activation.SOFTPLUS, dt.apply(part(parameters, 0, rank)));
        Tensor y = ops.selectiveScan(
                u,
                delta, // [rows, inner]
                a.get(),
                part(parameters, rank, rank + state), // [rows, state]
                part(parameters, rank + state, rank + 2 * state), // [rows, state]
                d,
                step.segments(),
                step.recurrences(scanSlot));
        Tensor gate = ops.columns(projected, inner, 2 * inner);
        return out.apply(ops.gated(sizes.gateActivation, gate, y));
    }

    private Tensor part(Tensor parameters, int from, int to) {
        Tensor part = ops.columns(parameters, from, to);
        return sizes.stepNormEps == null ? part : ops.rmsNorm(part, null, sizes.stepNormEps, 0);
    }

    /** Returns PyTorch's start of a convolution of one channel each. */
    static Init convInit(int kernel) {
        double bound = 1 / Math.sqrt(kernel);
        return Init.uniform(-bound, bound);
    }

    /** Biases b with softplus(b) spread evenly, on a logarithmic scale, between 0.001 and 0.1. */
    static Init stepInit() {
        return (values, rng) -> {
            for (int i = 0; i < values.length; i++) {
                double step = Math.exp(Math.log(0.001) + rng.nextFloat() * (Math.log(0.1) - Math.log(0.001)));
                values[i] = (float) (step + Math.log(-Math.expm1(-Math.max(step, 1e-4))));
            }
        };
    }

    /** Each channel's decays start with 1, 2, … (the S4D-real start, arXiv 2206.11893). */
    private static Init countingLogs(int state) {
        return (values, _) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) Math.log(i % state + 1.0);
            }
        };
    }
}
