package org.menura.tensor.cpu.int8;

import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.GroupScales;
import org.menura.tensor.cpu.dequant.LittleEndian;
import org.menura.tensor.cpu.simd.Lanes;
import org.menura.tensor.cpu.simd.PairLanes;
import org.menura.tensor.cpu.work.Workers;

/**
 * {@link PackedWeights} of Q4_K, whose blocks of 256 are a chunk each: the words of {@link Int4Dot}, a byte per group
 * of 32 and output for its scale and then for its minimum, and two vectors each of d and m, what these are to be
 * multiplied with.
 */
public final class Q4KWeights extends PackedWeights {
    private static final int BLOCK_BYTES = 144;
    private static final int QUANTS_AT = 16;
    private static final int GROUP = Int8Rows.BLOCK;
    private static final int SCALE_INTS = 2 * L;
    private static final int FACTOR_INTS = 4 * L;
    private static final int CHUNK_INTS = CHUNK * (Int4Dot.INTS + SCALE_INTS) + FACTOR_INTS;

    public Q4KWeights(Tensor w, Workers workers) {
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
                        Q4Words.pack(rows, low + at, high + at, to, start + 2 * pair * Int4Dot.INTS + i);
                    }
                    int factors = start + CHUNK * (Int4Dot.INTS + SCALE_INTS) + i;
                    to[factors] = LittleEndian.int16(rows, low) & 0xffff | LittleEndian.int16(rows, high) << 16;
                    to[factors + 2 * L] =
                            LittleEndian.int16(rows, low + 2) & 0xffff | LittleEndian.int16(rows, high + 2) << 16;
                }
                for (int o = 0; o < OUTS; o++) {
                    GroupScales.read(rows, o * rowBytes + chunk * BLOCK_BYTES, heads);
                    for (int j = 0; j < 2 * CHUNK; j++) {
                        // Scales of group j % CHUNK, or its minima behind them.
                        int at = start + CHUNK * Int4Dot.INTS + (j % CHUNK * 2 + j / CHUNK) * L + o / 4;
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
        private final short[] sums = new short[Int8Rows.FOUR * CHUNK * OUTS];

        @Override
        public void add(MemorySegment w, long at, int block, int blocks, Int8Rows x, int r, float[] totals) {
            Int4Dot.of(w, at, block, blocks, x, r, sums);
            scaleAll(w, at, x, r, block, 0, totals);
        }

        @Override
        public void addFour(MemorySegment w, long at, int block, int blocks, Int8Rows x, int r, float[] totals) {
            Int4Dot.ofFour(w, at, block, blocks, x, r, sums);
            for (int i = 0; i < Int8Rows.FOUR; i++) {
                scaleAll(w, at, x, r + i, block, i * CHUNK * OUTS, totals);
            }
        }

        private void scaleAll(MemorySegment w, long at, Int8Rows x, int r, int block, int s0, float[] totals) {
            long scales = at + 4L * CHUNK * Int4Dot.INTS;
            for (int part = 0; part < OUTS / L; part++) {
                scale(w, scales, part, x, r * x.blocks + block, sums, s0, totals, r * OUTS + part * L);
            }
        }
    }

    /** Adds {@code d Σ s (S + 8 A) a - m Σ t A a}, where S are the sums of a group, A those of activations alone. */
    private static void scale(
            MemorySegment w, long at, int part, Int8Rows x, int a0, short[] sums, int s0, float[] to, int t) {
        int left = part % 2 == 0 ? 16 : 0;
        int s = s0 + part / 2 * 2 * L;
        FloatVector sum = FloatVector.zero(F);
        FloatVector least = FloatVector.zero(F);
        for (int b = 0; b < CHUNK; b++, s += OUTS) {
            long scales = at + (8L * b + part) * L;
            float a = x.scales[a0 + b];
            FloatVector d = Lanes.toFloats(Lanes.signedBytes(w, scales));
            FloatVector m = Lanes.toFloats(Lanes.signedBytes(w, scales + 4L * L));
            sum = PairLanes.half(sums, s, left)
                    .add(8f * x.sums[a0 + b])
                    .mul(d)
                    .mul(a)
                    .add(sum);
            least = m.mul(a * x.sums[a0 + b]).add(least);
        }
        long factors = at + 4L * CHUNK * SCALE_INTS + 4L * (part / 2) * L;
        FloatVector d = PairLanes.half(Int4Dot.load(w, factors), left == 0);
        FloatVector m = PairLanes.half(Int4Dot.load(w, factors + 8L * L), left == 0);
        FloatVector.fromArray(F, to, t).add(sum.mul(d)).sub(least.mul(m)).intoArray(to, t);
    }
}
