package org.menura.tensor.cpu.matmul;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.menura.tensor.cpu.library.MatrixLibrary;

/**
 * Whether a library's products of few rows give a row the same bytes as those of many. It may sum up in another order for
 * another number of rows; whether it does so depends on the shape, and is found out for each with random numbers.
 */
final class AlikeStrips {
    private static final int SEED = 1;

    private final MatrixLibrary library;
    private final int outs;
    private final int most;
    private final int fewest;
    private final Map<Long, Boolean> known = new HashMap<>();

    /**
     * Creates the question.
     *
     * @param outs outputs of each product
     * @param most rows of the largest product
     * @param fewest rows of the smallest one; each has twice as many as the one before
     */
    AlikeStrips(MatrixLibrary library, int outs, int most, int fewest) {
        this.library = library;
        this.outs = outs;
        this.most = most;
        this.fewest = fewest;
    }

    /** Returns whether all products of a shape agree. Serves one thread at a time. */
    boolean areAlike(int in, int wStride) {
        return known.computeIfAbsent((long) in << Integer.SIZE | wStride, _ -> compare(in, wStride));
    }

    private boolean compare(int in, int wStride) {
        SplittableRandom random = new SplittableRandom(SEED);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment x = arena.allocate(4L * most * in, 64);
            for (long i = 0; i < (long) most * in; i++) {
                x.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
            }
            MemorySegment w = arena.allocate(2L * outs * wStride, 64);
            for (long i = 0; i < (long) outs * wStride; i++) {
                int bits = Float.floatToRawIntBits((float) random.nextDouble(-1, 1));
                w.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (bits >>> 16));
            }
            float[] all = product(x, w, in, wStride, most, arena); // [outs, most]
            for (int rows = fewest; rows < most; rows *= 2) {
                float[] some = product(x, w, in, wStride, rows, arena); // [outs, rows]
                for (int i = 0; i < some.length; i++) {
                    float same = all[i / rows * most + i % rows];
                    if (Float.floatToRawIntBits(some[i]) != Float.floatToRawIntBits(same)) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    private float[] product(MemorySegment x, MemorySegment w, int in, int wStride, int rows, Arena arena) {
        MatrixLibrary.PackedProduct product = library.packed(outs, wStride, rows, in);
        MemorySegment packed = arena.allocate(product.packedBytes(), 64);
        product.pack(x.asSlice(0, 4L * rows * in), packed);
        MemorySegment out = arena.allocate(4L * outs * rows, 64);
        product.multiply(w, packed, out);
        return out.toArray(ValueLayout.JAVA_FLOAT);
    }
}
