package org.menura.tensor.cpu;

import static org.menura.tensor.cpu.Lanes.H;
import static org.menura.tensor.cpu.Lanes.I;
import static org.menura.tensor.cpu.Lanes.L;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Σ (n - 8) a over blocks of 32 four-bit weights n and rounded activations a, for a group of outputs: the innermost loop
 * of all formats with four bits.
 *
 * <p>The sums are at most 8 · 127 · 32 = 32512 in magnitude and so fit 16-bit lanes, however often they wrap on the way.
 * A block is eight vectors of words; word j of an output has the weights 2j, 2j + 16, 2j + 1 and 2j + 17 from its low
 * bits upwards, as Q4_0 stores them.
 *
 * <p>Two streams of weights at a time keep the memory busier than one, and two rows share the unpacking. More work in
 * one method is more than the compiler inlines.
 */
final class NibbleSums {
    /** Vectors of words per block. */
    private static final int WORDS = 8;

    private static final int NIBBLES = 0x000f000f;

    private NibbleSums() {}

    /** Sums [blocks, OUTS] of row {@code r} and one group, whose words begin at {@code at}, into {@code to}. */
    static void of(MemorySegment w, long at, RoundedRows x, int r, short[] to) {
        IntVector mask = IntVector.broadcast(I, NIBBLES);
        int[] a = x.pairs;
        for (int b = 0; b < x.blocks; b++) {
            ShortVector s = start(x.sums[r * x.blocks + b]);
            for (int j = 0; j < WORDS; j++) {
                int k = r * x.in + b * RoundedRows.BLOCK + 2 * j;
                IntVector v = load(w, at, b, j);
                s = times(v.and(mask), pair(a, k), s);
                s = times(v.lanewise(VectorOperators.LSHR, 4).and(mask), pair(a, k + 16), s);
                s = times(v.lanewise(VectorOperators.LSHR, 8).and(mask), pair(a, k + 1), s);
                s = times(v.lanewise(VectorOperators.LSHR, 12).and(mask), pair(a, k + 17), s);
            }
            s.intoArray(to, b * 2 * L);
        }
    }

    /** Of row {@code r} and two groups; the sums of the second one go to {@code to2}. */
    static void ofTwoGroups(
            MemorySegment w1, MemorySegment w2, long at, RoundedRows x, int r, short[] to1, short[] to2) {
        IntVector mask = IntVector.broadcast(I, NIBBLES);
        int[] a = x.pairs;
        for (int b = 0; b < x.blocks; b++) {
            ShortVector s = start(x.sums[r * x.blocks + b]);
            ShortVector t = s;
            for (int j = 0; j < WORDS; j++) {
                int k = r * x.in + b * RoundedRows.BLOCK + 2 * j;
                IntVector v = load(w1, at, b, j);
                IntVector u = load(w2, at, b, j);
                ShortVector p = pair(a, k);
                s = times(v.and(mask), p, s);
                t = times(u.and(mask), p, t);
                p = pair(a, k + 16);
                s = times(v.lanewise(VectorOperators.LSHR, 4).and(mask), p, s);
                t = times(u.lanewise(VectorOperators.LSHR, 4).and(mask), p, t);
                p = pair(a, k + 1);
                s = times(v.lanewise(VectorOperators.LSHR, 8).and(mask), p, s);
                t = times(u.lanewise(VectorOperators.LSHR, 8).and(mask), p, t);
                p = pair(a, k + 17);
                s = times(v.lanewise(VectorOperators.LSHR, 12).and(mask), p, s);
                t = times(u.lanewise(VectorOperators.LSHR, 12).and(mask), p, t);
            }
            s.intoArray(to1, b * 2 * L);
            t.intoArray(to2, b * 2 * L);
        }
    }

    /** Of rows {@code r} and {@code r + 1} and one group; the sums of the second row go to {@code to2}. */
    static void ofTwoRows(MemorySegment w, long at, RoundedRows x, int r, short[] to1, short[] to2) {
        IntVector mask = IntVector.broadcast(I, NIBBLES);
        int[] a = x.pairs;
        for (int b = 0; b < x.blocks; b++) {
            ShortVector s = start(x.sums[r * x.blocks + b]);
            ShortVector t = start(x.sums[(r + 1) * x.blocks + b]);
            for (int j = 0; j < WORDS; j++) {
                int k = r * x.in + b * RoundedRows.BLOCK + 2 * j;
                int m = k + x.in;
                IntVector v = load(w, at, b, j);
                IntVector n = v.and(mask);
                s = times(n, pair(a, k), s);
                t = times(n, pair(a, m), t);
                n = v.lanewise(VectorOperators.LSHR, 4).and(mask);
                s = times(n, pair(a, k + 16), s);
                t = times(n, pair(a, m + 16), t);
                n = v.lanewise(VectorOperators.LSHR, 8).and(mask);
                s = times(n, pair(a, k + 1), s);
                t = times(n, pair(a, m + 1), t);
                n = v.lanewise(VectorOperators.LSHR, 12).and(mask);
                s = times(n, pair(a, k + 17), s);
                t = times(n, pair(a, m + 17), t);
            }
            s.intoArray(to1, b * 2 * L);
            t.intoArray(to2, b * 2 * L);
        }
    }

    /** What the offset of 8 adds up to over a block. */
    private static ShortVector start(int sum) {
        return ShortVector.broadcast(H, (short) (-8 * sum));
    }

    private static IntVector load(MemorySegment w, long at, int block, int word) {
        return IntVector.fromMemorySegment(
                I, w, at + (long) block * (WORDS * 4 * L) + word * (4 * L), ByteOrder.LITTLE_ENDIAN);
    }

    private static ShortVector pair(int[] pairs, int k) {
        return IntVector.broadcast(I, pairs[k]).reinterpretAsShorts();
    }

    private static ShortVector times(IntVector nibbles, ShortVector a, ShortVector sum) {
        return nibbles.reinterpretAsShorts().mul(a).add(sum);
    }
}
