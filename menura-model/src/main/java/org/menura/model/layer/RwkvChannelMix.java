package org.menura.model.layer;

import org.jspecify.annotations.Nullable;
import org.menura.model.ForwardBatch;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** RWKV's channel mix: {@code value(relu(key(x))²)}, until version 6 gated by {@code σ(receptance(x))}. */
public final class RwkvChannelMix implements Layer {
    private final Backend ops;
    private final TokenShift shift;
    private final Tensor mixK;
    private final @Nullable Tensor mixR;
    private final Linear key;
    private final Linear value;
    private final @Nullable Linear receptance;
    private final boolean shareOfPast;

    /**
     * Takes the parameters at w.
     *
     * @param mixK name of the shares for the key
     * @param mixR name of the shares for the receptance, or null where there is none
     * @param shareOfPast whether shares are the previous token's (from version 6 on) rather than the current one's
     */
    public RwkvChannelMix(Weights w, int hidden, int inner, String mixK, @Nullable String mixR, boolean shareOfPast) {
        this.ops = w.ops();
        this.shift = new TokenShift(w, hidden);
        this.mixK = w.floats(mixK, Init.constant(0.5f), hidden);
        this.mixR = mixR == null ? null : w.floats(mixR, Init.constant(0.5f), hidden);
        this.key = new Linear(w.at("key"), hidden, inner, false);
        this.receptance = mixR == null ? null : new Linear(w.at("receptance"), hidden, hidden, false);
        this.value = new Linear(w.at("value"), inner, hidden, false);
        this.shareOfPast = shareOfPast;
    }

    @Override
    public Tensor forward(Tensor x, ForwardBatch step) {
        Tensor past = shift.apply(x, step); // [rows, hidden]
        Tensor k = ops.activate(Activation.RELU_SQUARED, key.apply(mix(past, x, mixK))); // [rows, inner]
        Tensor v = value.apply(k);
        if (receptance == null || mixR == null) {
            return v;
        }
        return ops.gated(Activation.SIGMOID, receptance.apply(mix(past, x, mixR)), v);
    }

    private Tensor mix(Tensor past, Tensor x, Tensor share) {
        return shareOfPast ? ops.lerp(x, past, share) : ops.lerp(past, x, share);
    }
}
