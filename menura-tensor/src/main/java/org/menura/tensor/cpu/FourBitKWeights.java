package org.menura.tensor.cpu;

import static org.menura.tensor.cpu.Lanes.F;
import static org.menura.tensor.cpu.Lanes.H;
import static org.menura.tensor.cpu.Lanes.L;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import org.menura.tensor.Tensor;

/**
 * {@link PackedWeights} of Q4_K, whose blocks of 256 are a chunk each: the words of {@link NibbleSums}, a byte per group
 * of 32 and output for its scale and then for its minimum, and two vectors each of d and m, what these are to be
 * multiplied with.
 */
final class FourBitKWeights extends PackedWeights {
    private static final int BLOCK_BYTES = 144;
    private static final int QUANTS_AT = 16;
    private static final int GROUP = RoundedRows.BLOCK;
    private static final int SCALE_INTS = 2 * L;
    private static final int FACTOR_INTS = 4 * L;
    private static final int CHUNK_INTS = CHUNK * (NibbleSums.INTS + SCALE_INTS) + FACTOR_INTS;

    FourBitKWeights(Tensor w, Workers workers) {
        super(w, new Layout(), workers);
    }

    private record Layout() implements GroupLayout {
        @Override
        public int ints(int in) {
            return in / (CHUNK * GROUP) * CHUNK_INTS;
        }

        @Override
        public void pack(byte[] rows, int rowBytes, int[] to) {
            byte[] heads = new byte[2 * CHUNK];
            for (int chunk = 0; chunk < rowBytes / BLOCK_BYTES; chunk++) {
                int start = chunk * CHUNK_INTS;
                for (int i = 0; i < 2 * L; i++) {
                    // Lane i % L of vector i / L.
                    int first = i / L * 2 * L + i % L;
                    int low = first * rowBytes + chunk * BLOCK_BYTES;
                    int high = low + L * rowBytes;
                    for (int pair = 0; pair < CHUNK / 2; pair++) {
                        int at = QUANTS_AT + pair * GROUP;
                        FourBitWords.pack(rows, low + at, high + at, to, start + 2 * pair * NibbleSums.INTS + i);
                    }
                    int factors = start + CHUNK * (NibbleSums.INTS + SCALE_INTS) + i;
                    to[factors] = Lanes.int16(rows, low) & 0xffff | Lanes.int16(rows, high) << 16;
                    to[factors + 2 * L] = Lanes.int16(rows, low + 2) & 0xffff | Lanes.int16(rows, high + 2) << 16;
                }
                for (int o = 0; o < OUTS; o++) {
                    GroupScales.read(rows, o * rowBytes + chunk * BLOCK_BYTES, heads);
                    for (int j = 0; j < 2 * CHUNK; j++) {
                        // Scales of group j % CHUNK, or its minima behind them.
                        int at = start + CHUNK * NibbleSums.INTS + (j % CHUNK * 2 + j / CHUNK) * L + o / 4;
                        int shift = 8 * (o % 4);
                        to[at] = to[at] & ~(0xff << shift) | (heads[j] & 0xff) << shift;
                    }
                }
            }
        }
    }

    @Override
    Scratch scratch() {
        return new Sums();
    }

    private static final class Sums implements Scratch {
        private final short[] sums = new short[RoundedRows.FOUR * CHUNK * OUTS];

        @Override
        public void add(MemorySegment w, long at, int block, int blocks, RoundedRows x, int r, float[] totals) {
            NibbleSums.of(w, at, block, blocks, x, r, sums);
            scale(w, at, x, r, block, 0, totals);
        }

        @Override
        public void addFour(MemorySegment w, long at, int block, int blocks, RoundedRows x, int r, float[] totals) {
            NibbleSums.ofFour(w, at, block, blocks, x, r, sums);
            for (int i = 0; i < RoundedRows.FOUR; i++) {
                scale(w, at, x, r + i, block, i * CHUNK * OUTS, totals);
            }
        }

        private void scale(MemorySegment w, long at, RoundedRows x, int r, int block, int s0, float[] totals) {
            long scales = at + 4L * CHUNK * NibbleSums.INTS;
            for (int half = 0; half < 2; half++) {
                scaleHalf(w, scales, half, x, r * x.blocks + block, sums, s0, totals, r * OUTS);
            }
        }
    }

    /** Adds {@code d Σ s (S + 8 A) a - m Σ t A a}, where S are the sums of a group, A those of activations alone. */
    private static void scaleHalf(
            MemorySegment w, long at, int half, RoundedRows x, int a0, short[] sums, int s0, float[] to, int t0) {
        FloatVector lower = FloatVector.zero(F);
        FloatVector upper = FloatVector.zero(F);
        FloatVector lowerLeast = FloatVector.zero(F);
        FloatVector upperLeast = FloatVector.zero(F);
        for (int b = 0; b < CHUNK; b++) {
            long scales = at + (8L * b + 2 * half) * L;
            IntVector s =
                    ShortVector.fromArray(H, sums, s0 + b * OUTS + half * 2 * L).reinterpretAsInts();
            float a = x.scales[a0 + b];
            float all = a * x.sums[a0 + b];
            FloatVector d = Lanes.toFloats(Lanes.signedBytes(w, scales));
            lower = PairLanes.lower(s).add(8f * x.sums[a0 + b]).mul(d).mul(a).add(lower);
            d = Lanes.toFloats(Lanes.signedBytes(w, scales + L));
            upper = PairLanes.upper(s).add(8f * x.sums[a0 + b]).mul(d).mul(a).add(upper);
            FloatVector m = Lanes.toFloats(Lanes.signedBytes(w, scales + 4L * L));
            lowerLeast = m.mul(all).add(lowerLeast);
            m = Lanes.toFloats(Lanes.signedBytes(w, scales + 5L * L));
            upperLeast = m.mul(all).add(upperLeast);
        }
        finish(w, at + 4L * CHUNK * SCALE_INTS, half, lower, upper, lowerLeast, upperLeast, to, t0 + half * 2 * L);
    }

    private static void finish(
            MemorySegment w,
            long at,
            int half,
            FloatVector lower,
            FloatVector upper,
            FloatVector lowerLeast,
            FloatVector upperLeast,
            float[] to,
            int t) {
        IntVector d = NibbleSums.load(w, at + 4L * half * L);
        IntVector m = NibbleSums.load(w, at + 4L * (2 + half) * L);
        FloatVector.fromArray(F, to, t)
                .add(lower.mul(PairLanes.lowerHalf(d)))
                .sub(lowerLeast.mul(PairLanes.lowerHalf(m)))
                .intoArray(to, t);
        FloatVector.fromArray(F, to, t + L)
                .add(upper.mul(PairLanes.upperHalf(d)))
                .sub(upperLeast.mul(PairLanes.upperHalf(m)))
                .intoArray(to, t + L);
    }
}
