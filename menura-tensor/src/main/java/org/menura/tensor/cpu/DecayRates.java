package org.menura.tensor.cpu;

import org.menura.tensor.Tensor;

/**
 * A selective scan's A, prepared for {@link Exp2} and lanes of channels.
 *
 * @param values log₂ e · A, [state, inner]
 */
record DecayRates(float[] values) {
    /** Those of A [inner, state]. */
    static DecayRates of(Tensor a) {
        int inner = a.dim(0);
        int n = a.dim(1);
        float[] values = new float[n * inner];
        for (int i = 0; i < inner; i++) {
            for (int j = 0; j < n; j++) {
                values[j * inner + i] = Exp2.LOG2_E * a.floats()[a.offset() + i * n + j];
            }
        }
        return new DecayRates(values);
    }
}
