package org.menura.tensor.cpu.matmul;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.work.Draft;

/** Products of stored weights that threads share as if they were one: the outputs of the first, of the second and so on. */
final class SharedProducts implements Draft {
    /** Bytes of weights for a call: no time to the eye of a collector that waits for it, and many to the call's cost. */
    private static final long BYTES_PER_CALL = 1 << 18;

    private final List<Part> parts;

    /** Where the outputs of each part begin, and behind the last one. */
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
        long multiplyAdds() {
            return (long) rows * in * outs;
        }

        /** Computes some outputs; output o of row r goes to {@code offset + r * stride + o}. */
        private void compute(int from, int to, float[] target, int offset, int stride) {
            int together = (int) Math.max(1, BYTES_PER_CALL / Math.max(1, rowBytes));
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

    SharedProducts(List<Part> parts) {
        this.parts = parts;
        this.starts = new int[parts.size() + 1];
        for (int p = 0; p < parts.size(); p++) {
            starts[p + 1] = Math.addExact(starts[p], parts.get(p).outs);
        }
    }

    /** Outputs of all parts. */
    int count() {
        return starts[parts.size()];
    }

    /** Work on some outputs of a part. */
    @FunctionalInterface
    private interface Work {
        void run(Part part, int from, int to, int at);
    }

    /** Runs work on what a range has of each part, with the floats of the parts before. */
    private void each(int from, int to, Work work) {
        int at = 0;
        for (int p = 0; p < parts.size(); p++) {
            int low = Math.max(from, starts[p]) - starts[p];
            int high = Math.min(to, starts[p + 1]) - starts[p];
            if (low < high) {
                Part part = parts.get(p);
                work.run(part, low, high, at);
                at += part.rows * (high - low);
            }
        }
    }

    @Override
    public void direct(int from, int to) {
        each(from, to, (part, low, high, _) -> part.compute(low, high, part.out, 0, part.outs));
    }

    @Override
    public int floats(int from, int to) {
        int floats = 0;
        for (int p = 0; p < parts.size(); p++) {
            int n = Math.min(to, starts[p + 1]) - Math.max(from, starts[p]);
            floats += Math.max(0, n) * parts.get(p).rows;
        }
        return floats;
    }

    @Override
    public void draft(int from, int to, float[] memory) {
        each(from, to, (part, low, high, at) -> part.compute(low, high, memory, at - low, high - low));
    }

    @Override
    public void publish(int from, int to, float[] memory) {
        each(from, to, (part, low, high, at) -> {
            int n = high - low;
            for (int r = 0; r < part.rows; r++) {
                System.arraycopy(memory, at + r * n, part.out, r * part.outs + low, n);
            }
        });
    }
}
