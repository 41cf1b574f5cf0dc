package org.menura.model.layer;

import java.util.List;
import java.util.function.Supplier;
import org.menura.model.ForwardBatch;
import org.menura.model.StateSpec;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** RWKV-4's time mix (arXiv 2305.13048, section 3.1): an exponentially decaying average in place of attention. */
public final class Rwkv4Mix implements Layer {
    private static final float EMPTY = -1e38f;

    private final Backend ops;
    private final TokenShift shift;
    private final Tensor mixK;
    private final Tensor mixV;
    private final Tensor mixR;
    private final Linear key;
    private final Linear value;
    private final Linear receptance;
    private final Linear output;
    private final Supplier<Tensor> decay;
    private final Tensor first;
    private final int slot;

    /**
     * Takes the parameters at w.
     *
     * @param width channels of the average ({@code attention_hidden_size})
     * @param mixNames what the shares of the current token are called, for key, value and receptance
     */
    public Rwkv4Mix(Weights w, int hidden, int width, List<String> mixNames) {
        ops = w.ops();
        shift = new TokenShift(w, hidden);
        mixK = w.floats(mixNames.get(0), Init.constant(0.5f), hidden);
        mixV = w.floats(mixNames.get(1), Init.constant(0.5f), hidden);
        mixR = w.floats(mixNames.get(2), Init.constant(0.5f), hidden);
        key = new Linear(w.at("key"), hidden, width, false);
        value = new Linear(w.at("value"), hidden, width, false);
        receptance = new Linear(w.at("receptance"), hidden, width, false);
        output = new Linear(w.at("output"), width, hidden, false);
        Tensor raw = w.floats("time_decay", spread(-5, 3), width);
        decay = w.derived(() -> ops.affine(ops.activate(Activation.EXP, raw), -1, 0));
        first = w.floats("time_first", Init.constant((float) Math.log(0.3)), width);
        slot = w.slot(new StateSpec.Recurrent(Shape.of(3, width), 0, 0, EMPTY));
    }

    @Override
    public Tensor forward(Tensor x, ForwardBatch step) {
        Tensor past = shift.apply(x, step); // [rows, hidden]
        Tensor r = ops.activate(Activation.SIGMOID, receptance.apply(ops.lerp(past, x, mixR)));
        Tensor k = key.apply(ops.lerp(past, x, mixK)); // [rows, width]
        Tensor v = value.apply(ops.lerp(past, x, mixV)); // [rows, width]
        Tensor average = ops.wkv4(decay.get(), first, k, v, step.segments(), step.recurrences(slot));
        return output.apply(ops.mul(average, r));
    }

    /** Values that rise from {@code low} to {@code high} over the channels. */
    static Init spread(float low, float high) {
        return (values, _) -> {
            for (int i = 0; i < values.length; i++) {
                double share = values.length == 1 ? 0 : i / (values.length - 1.0);
                values[i] = (float) (low + (high - low) * Math.pow(share, 0.7));
            }
        };
    }
}
