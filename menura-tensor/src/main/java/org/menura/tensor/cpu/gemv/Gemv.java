package org.menura.tensor.cpu.gemv;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.work.Workers;

/**
 * {@code out = x · wᵀ} for few rows of x [rows, in] and stored weights w [outs, in] of one type, a range of outputs at
 * a time: each row of weights is fetched once and multiplied with all rows of x.
 *
 * <p>Every implementation brings its own loop. One that they shared would be compiled for the type that came first, and
 * the others would suffer.
 */
public abstract class Gemv implements Workers.Body {
    /** Outputs whose weights meet some rows of x before the next ones: both stay in the first-level cache. */
    static final int TILE = 8;

    /** Vectors of four bytes are loaded as eight. */
    private static final int SLACK = 4;

    final float[] x;
    final int x0;
    final int rows;
    final int in;
    final int outs;
    final float[] out;
    final MemorySegment w;
    final long rowBytes;

    Gemv(Tensor x, Tensor w, float[] out) {
        this.x = x.floats();
        this.x0 = x.offset();
        this.rows = Math.toIntExact(x.shape().rows());
        this.in = x.shape().cols();
        this.outs = w.dim(0);
        this.out = out;
        this.w = w.segment();
        this.rowBytes = w.dtype().bytes(in);
    }

    /** Room for {@link #copy}. */
    final byte[] rowBuffer() {
        return new byte[Math.toIntExact(rowBytes) + SLACK];
    }

    /**
     * Copies the weights of output {@code o}. That costs little beside reading them, and the compiler gives up on
     * methods with many vector loads from segments.
     */
    final void copy(int o, byte[] row) {
        MemorySegment.copy(w, ValueLayout.JAVA_BYTE, o * rowBytes, row, 0, (int) rowBytes);
    }
}
