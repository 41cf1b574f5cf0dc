package org.menura.tensor.cpu.recurrent;

import org.menura.tensor.Tensor;

/**
 * A selective scan's A, prepared for powers of two and lanes of channels.
 *
 * @param values log₂ e · A, [state, inner]
 */
record DecayRates(float[] values) {
    /** log₂ e. Not that of the Vector API's powers, which machine code has no use for. */
    private static final float LOG2_E = (float) (1 / Math.log(2));

    /** Those of A [inner, state]. */
    static DecayRates of(Tensor a) {
        int inner = a.dim(0);
        int n = a.dim(1);
        float[] values = new float[n * inner];
        for (int i = 0; i < inner; i++) {
            for (int j = 0; j < n; j++) {
                values[j * inner + i] = LOG2_E * a.floats()[a.offset() + i * n + j];
            }
        }
        return new DecayRates(values);
    }
}
