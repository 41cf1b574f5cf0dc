package org.menura.tensor.cpu.int8;

import static org.menura.tensor.cpu.int8.Int4Dot.load;
import static org.menura.tensor.cpu.int8.Int4Dot.pair;
import static org.menura.tensor.cpu.int8.Int4Dot.times;
import static org.menura.tensor.cpu.int8.PackedWeights.OUTS;
import static org.menura.tensor.cpu.simd.Lanes.H;
import static org.menura.tensor.cpu.simd.Lanes.I;
import static org.menura.tensor.cpu.simd.Lanes.L;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Σ n a and Σ u a over groups of 16 six-bit weights 16 u + n and rounded activations a, for a group of outputs. The sums
 * are at most 15 · 127 · 16 = 30480 in magnitude and fit 16-bit lanes.
 *
 * <p>Of 32 weights come first their nibbles n in the words of {@link Int4Dot}, of which every other one belongs to the
 * first 16, then four words of upper bits u: word k has those of 4k to 4k + 3 and of 4k + 16 to 4k + 19 from its low bits
 * upwards.
 */
final class SixBitSums {
    /** Words of upper bits per 32 weights and output. */
    static final int HIGH_WORDS = 4;

    /** Ints per 32 weights and group of outputs. */
    static final int INTS = Int4Dot.INTS + 2 * HIGH_WORDS * L;

    /** Bytes from one word of an output to the next. */
    private static final int STEP = 8 * L;

    private static final int NIBBLES = 0x000f000f;
    private static final int TWO_BITS = 0x00030003;

    private static final SumKernel NIBBLE_SUMS = SumKernel.of(MethodHandles.lookup(), "nibbles");
    private static final SumKernel UPPER_SUMS = SumKernel.of(MethodHandles.lookup(), "upperBits");

    private SixBitSums() {}

    /**
     * Sums of row {@code r} over a chunk.
     *
     * @param low gets Σ n a, [groups of 16, OUTS]
     * @param high gets Σ u a
     */
    static void of(MemorySegment w, long at, int block, Int8Rows x, int r, short[] low, short[] high) {
        for (int b = 0; b < PackedWeights.CHUNK; b++) {
            int k = r * x.in + (block + b) * Int8Rows.BLOCK;
            long first = at + 4L * b * INTS;
            for (int half = 0; half < 2; half++) {
                int o = 2 * b * OUTS + half * OUTS / 2;
                NIBBLE_SUMS.run(w, first + half * (STEP / 2), x.pairs, k, 0, low, o);
            }
            for (int half = 0; half < 2; half++) {
                int o = 2 * b * OUTS + half * OUTS / 2;
                long words = first + 4L * Int4Dot.INTS + half * (STEP / 2);
                UPPER_SUMS.run(w, words, x.pairs, k, 0, high, o);
                UPPER_SUMS.run(w, words, x.pairs, k + 16, 8, high, o + OUTS);
            }
        }
    }

    /** {@link SumKernel} of all nibbles of a block, whose sums begin with {@code start}. */
    private static void nibbles(MemorySegment w, long at, int[] a, int first, int start, short[] to, int o) {
        IntVector mask = IntVector.broadcast(I, NIBBLES);
        ShortVector s = ShortVector.broadcast(H, (short) start);
        ShortVector t = s;
        long end = at + Int4Dot.WORDS * STEP;
        int k = first;
        for (long i = at; i < end; i += STEP, k += 2) {
            IntVector v = load(w, i);
            s = times(v.and(mask), pair(a, k), s);
            t = times(v.lanewise(VectorOperators.LSHR, 4).and(mask), pair(a, k + 16), t);
            s = times(v.lanewise(VectorOperators.LSHR, 8).and(mask), pair(a, k + 1), s);
            t = times(v.lanewise(VectorOperators.LSHR, 12).and(mask), pair(a, k + 17), t);
        }
        s.intoArray(to, o);
        t.intoArray(to, o + OUTS);
    }

    /** {@link SumKernel} of 16 weights, whose bits begin at bit {@code shift}. */
    private static void upperBits(MemorySegment w, long at, int[] a, int first, int shift, short[] to, int o) {
        IntVector mask = IntVector.broadcast(I, TWO_BITS);
        ShortVector s = ShortVector.zero(H);
        ShortVector t = s;
        long end = at + HIGH_WORDS * STEP;
        int k = first;
        for (long i = at; i < end; i += STEP, k += 4) {
            IntVector v = load(w, i).lanewise(VectorOperators.LSHR, shift);
            s = times(v.and(mask), pair(a, k), s);
            t = times(v.lanewise(VectorOperators.LSHR, 2).and(mask), pair(a, k + 1), t);
            s = times(v.lanewise(VectorOperators.LSHR, 4).and(mask), pair(a, k + 2), s);
            t = times(v.lanewise(VectorOperators.LSHR, 6).and(mask), pair(a, k + 3), t);
        }
        s.add(t).intoArray(to, o);
    }
}
