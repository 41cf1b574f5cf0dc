package org.menura.tensor.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Codec;
import org.menura.tensor.DType;
import org.menura.tensor.Tensor;

/** Matrix products. Each result is one dot product over the whole inner dimension, whoever computes it. */
final class Products {
    private static final Primitives P = Primitives.BEST;
    /** Multiply-adds that are worth handing to another thread. */
    private static final long WORTH_SHARING = 1 << 16;

    private Products() {}

    /** {@code out = x · wᵀ + bias}: x [rows, in], w [outs, in]. */
    static void linear(Workers workers, Tensor x, Tensor w, @Nullable Tensor bias, float[] out) {
        int rows = Math.toIntExact(x.shape().rows());
        int in = x.shape().cols();
        int outs = w.dim(0);
        float[] xs = x.floats();
        int x0 = x.offset();
        int grain = (int) Math.max(1, WORTH_SHARING / Math.max(1, (long) rows * in));
        workers.run(outs, grain, (from, to) -> {
            float[] decoded = w.onHeap() ? w.floats() : new float[in];
            Codec codec = Codec.of(w.dtype());
            long rowBytes = w.onHeap() ? 0 : w.dtype().bytes(in);
            for (int o = from; o < to; o++) {
                int w0 = w.onHeap() ? w.offset() + o * in : 0;
                if (!w.onHeap()) {
                    codec.decode(w.segment(), o * rowBytes, decoded, 0, in);
                }
                float b = bias == null ? 0 : bias.floats()[bias.offset() + o];
                for (int r = 0; r < rows; r++) {
                    out[r * outs + o] = P.dot(xs, x0 + r * in, decoded, w0, in) + b;
                }
            }
        });
    }

    /** {@code out = a · b}: a [rows, inner], b [inner, cols]. */
    static void matmul(Workers workers, Tensor a, Tensor b, float[] out) {
        int rows = Math.toIntExact(a.shape().rows());
        int inner = a.shape().cols();
        int cols = b.shape().cols();
        float[] as = a.floats();
        float[] bs = b.floats();
        int grain = (int) Math.max(1, WORTH_SHARING / Math.max(1, (long) inner * cols));
        workers.run(rows, grain, (from, to) -> {
            Arrays.fill(out, from * cols, to * cols, 0);
            for (int r = from; r < to; r++) {
                for (int i = 0; i < inner; i++) {
                    P.axpy(as[a.offset() + r * inner + i], bs, b.offset() + i * cols, out, r * cols, cols);
                }
            }
        });
    }

    /** Rows {@code ids} of a table of any type. */
    static void embedding(Tensor table, int[] ids, float[] out) {
        int width = table.shape().cols();
        int entries = table.dim(0);
        DType dtype = table.dtype();
        for (int i = 0; i < ids.length; i++) {
            int id = ids[i];
            if (id < 0 || id >= entries) {
                throw new IllegalArgumentException("id %d is not among the %d entries".formatted(id, entries));
            }
            if (table.onHeap()) {
                System.arraycopy(table.floats(), table.offset() + id * width, out, i * width, width);
            } else {
                Codec.of(dtype).decode(table.segment(), id * dtype.bytes(width), out, i * width, width);
            }
        }
    }
}
