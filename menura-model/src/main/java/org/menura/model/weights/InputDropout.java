package org.menura.model.weights;

import org.menura.tensor.Backend;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Internal;

/**
 * Dropout of a layer's input where gradients are recorded (JMLR 15 (2014), 1929): some numbers are 0, the others larger by
 * as much as keeps the mean.
 *
 * @param share how many are dropped, at least 0 and below 1
 * @param place that the random numbers belong to; see {@link Backend#noise}
 */
@Internal
public record InputDropout(double share, String place) {
    /** Returns the input as this pass has it: itself unless gradients are recorded. */
    public Tensor apply(Backend ops, Tensor x) {
        Rng random = ops.noise(place);
        if (random == null) {
            return x;
        }
        float kept = (float) (1 / (1 - share));
        Tensor mask = Tensor.zeros(x.shape().toArray());
        float[] factors = mask.floats();
        for (int i = 0; i < factors.length; i++) {
            factors[i] = random.nextFloat() < share ? 0 : kept;
        }
        return ops.mul(x, mask);
    }
}
