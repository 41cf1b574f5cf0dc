package org.menura.tensor.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.menura.tensor.Tensor;

/**
 * Float32 weights of a file, prepared for lanes of outputs.
 *
 * @param values [panels, in, {@link #OUTS}], with zeros behind the last output
 */
record FloatPanels(float[] values, int outs, int in) {
    /** Outputs side by side: four vectors. */
    static final int OUTS = 64;

    /** For weights that are not to be laid out anew. */
    static final FloatPanels NONE = new FloatPanels(new float[0], 0, 0);

    int panels() {
        return Math.ceilDiv(outs, OUTS);
    }

    /** Those of w [outs, in]. */
    static FloatPanels of(Tensor w) {
        int outs = w.dim(0);
        int in = w.shape().cols();
        float[] values = new float[Math.multiplyExact(Math.ceilDiv(outs, OUTS) * OUTS, in)];
        float[] row = new float[in];
        ValueLayout.OfFloat layout = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
        for (int o = 0; o < outs; o++) {
            MemorySegment.copy(w.segment(), layout, 4L * o * in, row, 0, in);
            int to = o / OUTS * OUTS * in + o % OUTS;
            for (int k = 0; k < in; k++) {
                values[to + k * OUTS] = row[k];
            }
        }
        return new FloatPanels(values, outs, in);
    }
}
