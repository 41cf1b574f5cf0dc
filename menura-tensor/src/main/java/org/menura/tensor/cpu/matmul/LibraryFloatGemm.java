package org.menura.tensor.cpu.matmul;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.Dequantizer;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.work.Workers;
import org.menura.tensor.dtype.DType;

/**
 * MatMul in float32 by a {@link MatrixLibrary}. Float32 weights are used where they lie; others are decoded, those of
 * a block of outputs at a time. Threads share blocks of rows and outputs, whose sizes depend on the shapes alone.
 */
final class LibraryFloatGemm {
    private static final int ROWS = 256;

    /** Rows of every product where rows are to be alike: the library may sum up in another order for other sizes. */
    private static final int ALIKE_ROWS = 64;

    /** Outputs that are computed together: more, where there are enough for many threads. */
    private static final int OUTS = 128;

    private static final int FEW_OUTS = 64;
    private static final int MANY = 1024;

    private final Workers workers;
    private final MatrixLibrary library;

    LibraryFloatGemm(Workers workers, MatrixLibrary library) {
        this.workers = workers;
        this.library = library;
    }

    /**
     * {@code out = x · wᵀ}: x [rows, in], w [outs, in] of any type, out [rows, outs].
     *
     * @param alike whether a row gets the same bytes whatever other rows there are
     */
    void multiply(float[] x, int x0, int rows, Tensor w, boolean alike, float[] out) {
        int in = w.shape().cols();
        int outs = w.dim(0);
        if (w.onHeap() || w.dtype() == DType.F32) {
            MemorySegment weights = w.onHeap() ? from(w.floats(), w.offset()) : w.segment();
            run(rows, outs, (r0, count, o0, live) -> {
                MemorySegment block = weights.asSlice(4L * o0 * in);
                multiply(alike, x, x0 + r0 * in, count, live, in, block, in, true, out, r0 * outs + o0, outs);
            });
            return;
        }
        Dequantizer panels = Dequantizer.of(w);
        workers.run(Math.ceilDiv(outs, FEW_OUTS), 1, (from, to) -> {
            float[] decoded = new float[Math.multiplyExact(FEW_OUTS, in)];
            for (int block = from; block < to; block++) {
                int o0 = block * FEW_OUTS;
                int live = Math.min(FEW_OUTS, outs - o0);
                panels.readFloats(o0, live, 0, in, decoded, 0, in);
                for (int r0 = 0; r0 < rows; r0 += ROWS) {
                    int count = Math.min(ROWS, rows - r0);
                    MemorySegment weights = MemorySegment.ofArray(decoded);
                    multiply(alike, x, x0 + r0 * in, count, live, in, weights, in, true, out, r0 * outs + o0, outs);
                }
            }
        });
    }

    /** {@code out = a · b}: a [rows, inner], b [inner, cols] in an array, out [rows, cols]. */
    void matmul(float[] a, int a0, int rows, Tensor b, boolean alike, float[] out) {
        int inner = b.dim(0);
        int cols = b.shape().cols();
        run(rows, cols, (r0, count, o0, live) -> {
            MemorySegment columns = from(b.floats(), b.offset() + o0);
            multiply(alike, a, a0 + r0 * inner, count, live, inner, columns, cols, false, out, r0 * cols + o0, cols);
        });
    }

    @FunctionalInterface
    private interface Block {
        void compute(int firstRow, int rows, int firstOut, int outs);
    }

    private void run(int rows, int outs, Block block) {
        int size = outs < MANY ? FEW_OUTS : OUTS;
        int across = Math.ceilDiv(outs, size);
        workers.run(Math.ceilDiv(rows, ROWS) * across, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int r0 = i / across * ROWS;
                int o0 = i % across * size;
                block.compute(r0, Math.min(ROWS, rows - r0), o0, Math.min(size, outs - o0));
            }
        });
    }

    private void multiply(
            boolean alike,
            float[] a,
            int a0,
            int rows,
            int cols,
            int inner,
            MemorySegment b,
            int bStride,
            boolean transposed,
            float[] out,
            int out0,
            int outStride) {
        if (alike) {
            multiplyAlike(a, a0, rows, cols, inner, b, bStride, transposed, out, out0, outStride);
            return;
        }
        library.multiply(rows, cols, inner, from(a, a0), inner, b, bStride, transposed, from(out, out0), outStride);
    }

    /** The same in products of {@link #ALIKE_ROWS} rows each, the last one filled up with zeros. */
    private void multiplyAlike(
            float[] a,
            int a0,
            int rows,
            int cols,
            int inner,
            MemorySegment b,
            int bStride,
            boolean transposed,
            float[] out,
            int out0,
            int outStride) {
        for (int r = 0; r < rows; r += ALIKE_ROWS) {
            int live = Math.min(ALIKE_ROWS, rows - r);
            float[] x = a;
            int from = a0 + r * inner;
            if (live < ALIKE_ROWS) {
                x = Arrays.copyOf(Arrays.copyOfRange(a, from, from + live * inner), ALIKE_ROWS * inner);
                from = 0;
            }
            float[] to = live < ALIKE_ROWS ? new float[ALIKE_ROWS * cols] : out;
            int at = live < ALIKE_ROWS ? 0 : out0 + r * outStride;
            int stride = live < ALIKE_ROWS ? cols : outStride;
            library.multiply(
                    ALIKE_ROWS, cols, inner, from(x, from), inner, b, bStride, transposed, from(to, at), stride);
            for (int i = 0; live < ALIKE_ROWS && i < live; i++) {
                System.arraycopy(to, i * cols, out, out0 + (r + i) * outStride, cols);
            }
        }
    }

    private static MemorySegment from(float[] array, int offset) {
        return MemorySegment.ofArray(array).asSlice(4L * offset);
    }
}
