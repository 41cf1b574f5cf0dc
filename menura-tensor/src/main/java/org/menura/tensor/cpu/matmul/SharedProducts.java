package org.menura.tensor.cpu.matmul;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.work.Draft;

/**
 * Products of stored weights that threads share as if they were one: the outputs of the first, of the second and so on, in groups of those
 * that are computed together.
 */
final class SharedProducts implements Draft {
    /** Bytes of weights for a call: no time to the eye of a collector that waits for it, and many to the call's cost. */
    private static final long BYTES_PER_CALL = 1 << 20;

    private final Part[] parts;

    /** Where the groups of each part begin, and behind the last one. */
    private final int[] starts;

    /**
     * A product.
     *
     * @param weights [outs, in]
     * @param in weights to an output
     * @param rowBytes bytes of weights to an output
     * @param prepared the rows of activations
     * @param out [rows, outs]
     */
    record Part(
            KernelLibrary.Product product,
            MemorySegment weights,
            int in,
            long rowBytes,
            int outs,
            MemorySegment prepared,
            int rows,
            float[] out) {
        /** A product with weights of any type. */
        static Part of(KernelLibrary.Product product, Tensor w, MemorySegment prepared, int rows, float[] out) {
            int in = w.shape().cols();
            return new Part(product, w.segment(), in, w.dtype().bytes(in), w.dim(0), prepared, rows, out);
        }

        long multiplyAdds() {
            return (long) rows * in * outs;
        }

        /** Computes some outputs; output o of row r goes to {@code offset + r * stride + o}. */
        private void compute(int from, int to, float[] target, int offset, int stride) {
            int group = product.outputsTogether();
            int together = group * (int) Math.max(1, BYTES_PER_CALL / Math.max(1, rowBytes * group));
            int most = product.mostRows();
            for (int o = from; o < to; o += together) {
                int end = Math.min(to, o + together);
                for (int r = 0; r < rows; r += most) {
                    MemorySegment x = r == 0 ? prepared : prepared.asSlice(product.preparedBytes(r));
                    product.multiply(weights, o, end, x, Math.min(most, rows - r), target, offset + r * stride, stride);
                }
            }
        }
    }

    SharedProducts(Part[] parts) {
        this.parts = parts;
        this.starts = new int[parts.length + 1];
        for (int p = 0; p < parts.length; p++) {
            starts[p + 1] = Math.addExact(starts[p], Math.ceilDiv(parts[p].outs, group(p)));
        }
    }

    private int group(int p) {
        return parts[p].product.outputsTogether();
    }

    /** Groups of outputs of all parts. */
    int count() {
        return starts[parts.length];
    }

    /** The first output of a part in a range of groups that begins at {@code from}. */
    private int low(int p, int from) {
        return (Math.max(from, starts[p]) - starts[p]) * group(p);
    }

    /** What a part has of outputs in groups before {@code to}: less than {@link #low} where the range has none of it. */
    private int high(int p, int to) {
        return Math.min((Math.min(to, starts[p + 1]) - starts[p]) * group(p), parts[p].outs);
    }

    @Override
    public void direct(int from, int to) {
        for (int p = 0; p < parts.length; p++) {
            Part part = parts[p];
            part.compute(low(p, from), high(p, to), part.out, 0, part.outs);
        }
    }

    @Override
    public int floats(int from, int to) {
        int floats = 0;
        for (int p = 0; p < parts.length; p++) {
            floats += Math.max(0, high(p, to) - low(p, from)) * parts[p].rows;
        }
        return floats;
    }

    @Override
    public void draft(int from, int to, float[] memory) {
        int at = 0;
        for (int p = 0; p < parts.length; p++) {
            int low = low(p, from);
            int n = high(p, to) - low;
            if (n > 0) {
                parts[p].compute(low, low + n, memory, at - low, n);
                at += n * parts[p].rows;
            }
        }
    }

    @Override
    public void publish(int from, int to, float[] memory) {
        int at = 0;
        for (int p = 0; p < parts.length; p++) {
            Part part = parts[p];
            int low = low(p, from);
            int n = high(p, to) - low;
            for (int r = 0; n > 0 && r < part.rows; r++) {
                System.arraycopy(memory, at, part.out, r * part.outs + low, n);
                at += n;
            }
        }
    }
}
