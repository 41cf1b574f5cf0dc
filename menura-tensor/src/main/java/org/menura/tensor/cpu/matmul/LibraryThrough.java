package org.menura.tensor.cpu.matmul;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.Dequantizer;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.work.Workers;
import org.menura.tensor.dtype.DType;

/**
 * Gradients of the inputs of linear layers by a {@link MatrixLibrary}: {@code out = dy · w}, both sides bfloat16, of
 * weights of any type. The outputs, over which is summed, are cut into as many shares as the shapes say, whatever the
 * number of threads; each share is summed up in its order, and then their sums in theirs. Serves one thread at a time.
 */
final class LibraryThrough {
    /** Rows that meet decoded weights together where outputs are few, and where they are many. */
    private static final int ROWS = 128;

    private static final int MANY_ROWS = 512;
    private static final int MANY_OUTS = 1024;

    /** Outputs whose weights are decoded together. */
    private static final int DEPTH = 1024;

    private static final int LEAST_DEPTH = 256;
    private static final int MOST_SHARES = 8;

    private static final Primitives P = Primitives.BEST;

    private final Workers workers;
    private final MatrixLibrary library;
    private final ConcurrentLinkedQueue<Scratch> scratches = new ConcurrentLinkedQueue<>();
    private float[][] partial = {};

    LibraryThrough(Workers workers, MatrixLibrary library) {
        this.workers = workers;
        this.library = library;
    }

    /** What a thread computes with. */
    private static final class Scratch {
        final LibraryScratch rows = new LibraryScratch();
        final LibraryScratch weights = new LibraryScratch();
        short[] rounded = {};
    }

    /** {@code out = dy · w}: dy [rows, outs] from {@code d0} on, w [outs, in] of any type, out [rows, in]. */
    void multiply(float[] dy, int d0, int rows, Tensor w, float[] out) {
        int outs = w.dim(0);
        int in = w.shape().cols();
        int size = outs >= MANY_OUTS ? MANY_ROWS : ROWS;
        int groups = Math.ceilDiv(rows, size);
        int shares = Math.clamp(Math.min(outs / LEAST_DEPTH, MOST_SHARES / groups), 1, MOST_SHARES);
        int share = Math.ceilDiv(Math.ceilDiv(outs, shares), LEAST_DEPTH) * LEAST_DEPTH;
        float[][] sums = partial(shares - 1, rows * in);
        Dequantizer weights = Dequantizer.of(w);
        workers.run(groups * shares, 1, (from, to) -> {
            Scratch scratch = borrow();
            for (int i = from; i < to; i++) {
                int r = i / shares * size;
                int s = i % shares;
                int first = Math.min(outs, s * share);
                int end = Math.min(outs, first + share);
                add(scratch, dy, d0, r, Math.min(size, rows - r), w, weights, first, end, s == 0 ? out : sums[s - 1]);
            }
            scratches.add(scratch);
        });
        workers.run(rows, 1, (from, to) -> {
            for (int s = 1; s < shares; s++) {
                P.axpy(1, sums[s - 1], from * in, out, from * in, (to - from) * in);
            }
        });
    }

    /** Room for the sums of all shares but the first, which lie where the result goes. */
    private float[][] partial(int count, int size) {
        if (partial.length < count || count > 0 && partial[0].length < size) {
            partial = new float[count][size];
        }
        return partial;
    }

    private Scratch borrow() {
        Scratch free = scratches.poll();
        return free != null ? free : new Scratch();
    }

    /** {@code sums = dy · w} of {@code count} rows from {@code r} on and outputs {@code first} to {@code end}. */
    private void add(
            Scratch scratch,
            float[] dy,
            int d0,
            int r,
            int count,
            Tensor w,
            Dequantizer weights,
            int first,
            int end,
            float[] sums) {
        int in = w.shape().cols();
        int outs = w.dim(0);
        Arrays.fill(sums, r * in, (r + count) * in, 0);
        for (int o = first; o < end; o += DEPTH) {
            int depth = Math.min(DEPTH, end - o);
            MemorySegment a = rounded(scratch, dy, d0 + r * outs + o, outs, count, depth);
            MemorySegment b = w.dtype() == DType.BF16
                    ? w.segment().asSlice(2L * o * in, 2L * depth * in)
                    : scratch.weights.panel(weights, o, depth, in, in, depth);
            int n = count * in;
            MemorySegment product = scratch.weights.result(n);
            library.ofRows(count, in, depth).multiply(a, b, product);
            scratch.weights.add(n, sums, r * in);
        }
    }

    /** Rows of {@code depth} gradients, {@code stride} apart, rounded, one behind the other. */
    private static MemorySegment rounded(Scratch scratch, float[] dy, int d0, int stride, int count, int depth) {
        if (scratch.rounded.length < depth) {
            scratch.rounded = new short[DEPTH];
        }
        MemorySegment to = scratch.rows.packed(2L * count * depth);
        for (int i = 0; i < count; i++) {
            P.toBf16(dy, d0 + i * stride, scratch.rounded, 0, depth);
            MemorySegment.copy(scratch.rounded, 0, to, ValueLayout.JAVA_SHORT, 2L * i * depth, depth);
        }
        return to;
    }
}
