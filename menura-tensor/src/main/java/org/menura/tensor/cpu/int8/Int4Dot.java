package org.menura.tensor.cpu.int8;

import static org.menura.tensor.cpu.int8.Int8Rows.FOUR;
import static org.menura.tensor.cpu.int8.PackedWeights.OUTS;
import static org.menura.tensor.cpu.simd.Lanes.H;
import static org.menura.tensor.cpu.simd.Lanes.I;
import static org.menura.tensor.cpu.simd.Lanes.L;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Σ (n - 8) a over blocks of 32 four-bit weights n and rounded activations a, for a group of outputs: the innermost loop
 * of all formats with four bits.
 *
 * <p>The sums are at most 8 · 127 · 32 = 32512 in magnitude and so fit 16-bit lanes, however often they wrap on the way.
 * A block is eight pairs of vectors; word j of an output has the weights 2j, 2j + 16, 2j + 1 and 2j + 17 from its low
 * bits upwards, as Q4_0 stores them.
 */
public final class Int4Dot {
    /** Words per block and output. */
    static final int WORDS = 8;

    /** Ints per block and group. */
    static final int INTS = 2 * WORDS * L;

    /** Bytes from one word of an output to the next. */
    private static final int STEP = 8 * L;

    /** From a row's sums to the next one's. */
    private static final int ROW = PackedWeights.CHUNK * OUTS;

    private static final int NIBBLES = 0x000f000f;

    private static final SumKernel ONE_ROW = SumKernel.of(MethodHandles.lookup(), "oneRow");
    private static final SumKernel FOUR_ROWS = SumKernel.of(MethodHandles.lookup(), "addFour");

    private Int4Dot() {}

    /**
     * Sums of row {@code r} over {@code blocks} blocks from {@code block} on.
     *
     * @param at where the words of the first one begin
     * @param to gets [blocks, OUTS]
     */
    static void of(MemorySegment w, long at, int block, int blocks, Int8Rows x, int r, short[] to) {
        for (int b = 0; b < blocks; b++) {
            int k = r * x.in + (block + b) * Int8Rows.BLOCK;
            int o = b * OUTS;
            Arrays.fill(to, o, o + OUTS, (short) (-8 * x.sums[r * x.blocks + block + b]));
            long first = at + b * (long) (WORDS * STEP);
            ONE_ROW.run(w, first, x.pairs, k, 0, to, o);
            ONE_ROW.run(w, first, x.pairs, k + 1, 8, to, o);
        }
    }

    /** {@link SumKernel} of two of the nibbles of each word, after a shift: all four may be more than is inlined. */
    private static void oneRow(MemorySegment w, long at, int[] a, int first, int shift, short[] to, int o) {
        IntVector mask = IntVector.broadcast(I, NIBBLES);
        ShortVector s = ShortVector.fromArray(H, to, o);
        ShortVector t = ShortVector.fromArray(H, to, o + OUTS / 2);
        long end = at + WORDS * STEP;
        int k = first;
        // Without an index, the compiler does not unroll: that would not be faster and takes long.
        for (long i = at; i < end; i += STEP, k += 2) {
            IntVector v = load(w, i).lanewise(VectorOperators.LSHR, shift);
            IntVector u = load(w, i + STEP / 2).lanewise(VectorOperators.LSHR, shift);
            ShortVector p = pair(a, k);
            s = times(v.and(mask), p, s);
            t = times(u.and(mask), p, t);
            p = pair(a, k + 16);
            s = times(v.lanewise(VectorOperators.LSHR, 4).and(mask), p, s);
            t = times(u.lanewise(VectorOperators.LSHR, 4).and(mask), p, t);
        }
        s.intoArray(to, o);
        t.intoArray(to, o + OUTS / 2);
    }

    /** The same of {@link Int8Rows#FOUR} rows from {@code r} on; {@code to} gets [rows, CHUNK, OUTS]. */
    static void ofFour(MemorySegment w, long at, int block, int blocks, Int8Rows x, int r, short[] to) {
        for (int b = 0; b < blocks; b++) {
            int k = r * x.in + (block + b) * Int8Rows.BLOCK * FOUR;
            int o = b * OUTS;
            for (int i = 0; i < FOUR; i++) {
                short start = (short) (-8 * x.sums[(r + i) * x.blocks + block + b]);
                Arrays.fill(to, o + i * ROW, o + i * ROW + OUTS, start);
            }
            long first = at + b * (long) (WORDS * STEP);
            FOUR_ROWS.run(w, first, x.fours, k, 0, to, o);
            FOUR_ROWS.run(w, first, x.fours, k + FOUR, 8, to, o);
            FOUR_ROWS.run(w, first + STEP / 2, x.fours, k, 0, to, o + OUTS / 2);
            FOUR_ROWS.run(w, first + STEP / 2, x.fours, k + FOUR, 8, to, o + OUTS / 2);
        }
    }

    /** {@link SumKernel} of two of the nibbles of each word, after a shift: all four are more than the compiler inlines. */
    private static void addFour(MemorySegment w, long at, int[] a, int first, int shift, short[] to, int o) {
        IntVector mask = IntVector.broadcast(I, NIBBLES);
        ShortVector s = ShortVector.fromArray(H, to, o);
        ShortVector t = ShortVector.fromArray(H, to, o + ROW);
        ShortVector u = ShortVector.fromArray(H, to, o + 2 * ROW);
        ShortVector v = ShortVector.fromArray(H, to, o + 3 * ROW);
        long end = at + WORDS * STEP;
        int k = first;
        for (long i = at; i < end; i += STEP, k += 2 * FOUR) {
            IntVector word = load(w, i).lanewise(VectorOperators.LSHR, shift);
            ShortVector n = word.and(mask).reinterpretAsShorts();
            s = n.mul(pair(a, k)).add(s);
            t = n.mul(pair(a, k + 1)).add(t);
            u = n.mul(pair(a, k + 2)).add(u);
            v = n.mul(pair(a, k + 3)).add(v);
            n = word.lanewise(VectorOperators.LSHR, 4).and(mask).reinterpretAsShorts();
            s = n.mul(pair(a, k + 16 * FOUR)).add(s);
            t = n.mul(pair(a, k + 16 * FOUR + 1)).add(t);
            u = n.mul(pair(a, k + 16 * FOUR + 2)).add(u);
            v = n.mul(pair(a, k + 16 * FOUR + 3)).add(v);
        }
        s.intoArray(to, o);
        t.intoArray(to, o + ROW);
        u.intoArray(to, o + 2 * ROW);
        v.intoArray(to, o + 3 * ROW);
    }

    static IntVector load(MemorySegment w, long at) {
        return IntVector.fromMemorySegment(I, w, at, ByteOrder.LITTLE_ENDIAN);
    }

    static ShortVector pair(int[] pairs, int k) {
        return IntVector.broadcast(I, pairs[k]).reinterpretAsShorts();
    }

    static ShortVector times(IntVector quants, ShortVector a, ShortVector sum) {
        return quants.reinterpretAsShorts().mul(a).add(sum);
    }
}
