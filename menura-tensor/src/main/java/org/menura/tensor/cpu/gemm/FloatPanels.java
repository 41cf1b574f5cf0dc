package org.menura.tensor.cpu.gemm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.work.Workers;

/**
 * The second operand of a product in float32, prepared for lanes of outputs.
 *
 * @param values [panels, in, {@link #OUTS}], with zeros behind the last output
 */
public record FloatPanels(float[] values, int outs, int in) {
    /** Outputs side by side: four vectors. */
    public static final int OUTS = 64;

    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Terms that a thread lays out at a time. */
    private static final int PART = 256;

    /** Terms of a panel that stay in the first-level cache while the outputs pass by. */
    private static final int BLOCK = 32;

    /** For weights that are not to be laid out anew. */
    public static final FloatPanels NONE = new FloatPanels(new float[0], 0, 0);

    int panels() {
        return Math.ceilDiv(outs, OUTS);
    }

    /** Those of w [outs, in]. */
    public static FloatPanels of(Workers workers, Tensor w) {
        int outs = w.dim(0);
        int in = w.shape().cols();
        float[] values = new float[Math.multiplyExact(Math.ceilDiv(outs, OUTS) * OUTS, in)];
        ofRows(workers, w, 0, Math.ceilDiv(outs, OUTS), values);
        return new FloatPanels(values, outs, in);
    }

    /**
     * Lays out rows of float32 weights w [outs, in].
     *
     * @param first panel
     * @param count of panels, all of which are whole but the last one of w
     * @param to gets [count, in, OUTS]
     */
    static void ofRows(Workers workers, Tensor w, int first, int count, float[] to) {
        int in = w.shape().cols();
        int parts = Math.ceilDiv(in, PART);
        workers.run(count * parts, 1, (from, end) -> {
            float[] rows = w.onHeap() ? w.floats() : new float[OUTS * PART];
            for (int i = from; i < end; i++) {
                int o0 = (first + i / parts) * OUTS;
                int k0 = i % parts * PART;
                int n = Math.min(PART, in - k0);
                int live = Math.min(OUTS, w.dim(0) - o0);
                int at = i / parts * in * OUTS + k0 * OUTS;
                if (w.onHeap()) {
                    transpose(rows, w.offset() + o0 * in + k0, in, live, n, to, at);
                } else {
                    for (int o = 0; o < live; o++) {
                        MemorySegment.copy(w.segment(), F32, 4L * ((long) (o0 + o) * in + k0), rows, o * PART, n);
                    }
                    transpose(rows, 0, PART, live, n, to, at);
                }
            }
        });
    }

    private static void transpose(float[] rows, int r0, int stride, int count, int n, float[] to, int to0) {
        for (int k = 0; k < n; k += BLOCK) {
            int end = Math.min(n, k + BLOCK);
            for (int o = 0; o < count; o++) {
                int from = r0 + o * stride;
                int at = to0 + o;
                for (int j = k; j < end; j++) {
                    to[at + j * OUTS] = rows[from + j];
                }
            }
        }
    }

    /**
     * Lays out columns of a matrix in an array [depth, cols], for products that sum over its rows.
     *
     * @param first panel
     * @param count of panels, all of which are whole but the last one of the matrix
     * @param to gets [count, depth, OUTS]
     */
    public static void ofColumns(Workers workers, Tensor matrix, int first, int count, float[] to) {
        int depth = Math.toIntExact(matrix.shape().rows());
        int cols = matrix.shape().cols();
        int parts = Math.ceilDiv(depth, PART);
        workers.run(count * parts, 4, (from, end) -> {
            for (int i = from; i < end; i++) {
                int c = (first + i % count) * OUTS;
                int r0 = i / count * PART;
                int width = Math.min(OUTS, cols - c);
                for (int r = r0; r < Math.min(depth, r0 + PART); r++) {
                    int x0 = matrix.offset() + r * cols + c;
                    System.arraycopy(matrix.floats(), x0, to, (i % count * depth + r) * OUTS, width);
                }
            }
        });
    }
}
