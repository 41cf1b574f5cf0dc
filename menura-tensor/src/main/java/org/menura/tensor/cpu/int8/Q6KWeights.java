package org.menura.tensor.cpu.int8;

import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.LittleEndian;
import org.menura.tensor.cpu.simd.Lanes;
import org.menura.tensor.cpu.simd.PairLanes;
import org.menura.tensor.cpu.work.Workers;

/**
 * {@link PackedWeights} of Q6_K, whose blocks of 256 are a chunk each: for every group of 32 the words of {@link
 * SixBitSums}, then a byte per group of 16 and output for its scale, and two vectors of what these are to be multiplied
 * with.
 */
public final class Q6KWeights extends PackedWeights {
    private static final int BLOCK_BYTES = 210;
    private static final int HIGH_AT = 128;
    private static final int SCALES_AT = 192;
    private static final int FACTOR_AT = 208;
    private static final int GROUP = Int8Rows.BLOCK;
    private static final int SCALE_INTS = 2 * L;
    private static final int FACTOR_INTS = 2 * L;
    private static final int CHUNK_INTS = CHUNK * (SixBitSums.INTS + SCALE_INTS) + FACTOR_INTS;

    public Q6KWeights(Tensor w, Workers workers) {
        super(w, new Layout(), workers);
    }

    private record Layout() implements GroupLayout {
        @Override
        public int ints(int in) {
            return in / (CHUNK * GROUP) * CHUNK_INTS;
        }

        @Override
        public void pack(byte[] rows, int rowBytes, int[] to) {
            for (int chunk = 0; chunk < rowBytes / BLOCK_BYTES; chunk++) {
                int start = chunk * CHUNK_INTS;
                for (int i = 0; i < 2 * L; i++) {
                    // Lane i % L of vector i / L.
                    int low = (i / L * 2 * L + i % L) * rowBytes + chunk * BLOCK_BYTES;
                    int high = low + L * rowBytes;
                    for (int j = 0; j < CHUNK; j++) {
                        int word = start + j * SixBitSums.INTS + i;
                        // Rows j % 4 of a half share 64 bytes: those below 2 have the low nibbles.
                        int at = j / 4 * 2 * GROUP + j % 2 * GROUP;
                        Q4Words.pack(rows, low + at, high + at, to, word, j % 4 >= 2);
                        int upper = HIGH_AT + j / 4 * GROUP;
                        for (int k = 0; k < SixBitSums.HIGH_WORDS; k++) {
                            to[word + Int4Dot.INTS + 2 * k * L] = highWord(rows, low + upper + 4 * k, j % 4)
                                    | highWord(rows, high + upper + 4 * k, j % 4) << 16;
                        }
                    }
                    int factor = start + CHUNK * (SixBitSums.INTS + SCALE_INTS) + i;
                    to[factor] = LittleEndian.int16(rows, low + FACTOR_AT) & 0xffff
                            | LittleEndian.int16(rows, high + FACTOR_AT) << 16;
                }
                for (int o = 0; o < OUTS; o++) {
                    int scales = o * rowBytes + chunk * BLOCK_BYTES + SCALES_AT;
                    for (int j = 0; j < 2 * CHUNK; j++) {
                        int at = start + CHUNK * SixBitSums.INTS + j * L + o / 4;
                        int shift = 8 * (o % 4);
                        to[at] = to[at] & ~(0xff << shift) | (rows[scales + j] & 0xff) << shift;
                    }
                }
            }
        }

        /** Upper bits of elements 4k to 4k + 3 and 4k + 16 to 4k + 19 of a row, two bits each. */
        private static int highWord(byte[] rows, int at, int row) {
            return together(LittleEndian.int32(rows, at) >>> 2 * row)
                    | together(LittleEndian.int32(rows, at + 16) >>> 2 * row) << 8;
        }

        /** The lowest two bits of four bytes. */
        private static int together(int four) {
            int bits = four & 0x03030303;
            return (bits | bits >>> 6 | bits >>> 12 | bits >>> 18) & 0xff;
        }
    }

    @Override
    Scratch scratch() {
        return new Sums();
    }

    private static final class Sums implements Scratch {
        private final short[] low = new short[2 * CHUNK * OUTS];
        private final short[] high = new short[2 * CHUNK * OUTS];

        @Override
        public void add(MemorySegment w, long at, int block, int blocks, Int8Rows x, int r, float[] totals) {
            SixBitSums.of(w, at, block, x, r, low, high);
            long scales = at + 4L * CHUNK * SixBitSums.INTS;
            for (int part = 0; part < OUTS / L; part++) {
                scale(w, scales, part, x, r * x.blocks + block, low, high, totals, r * OUTS + part * L);
            }
        }
    }

    /** Adds {@code d Σ s (N + 16 U - 32 A) a}: sums with nibbles, with upper bits and of activations alone. */
    private static void scale(
            MemorySegment w, long at, int part, Int8Rows x, int a0, short[] low, short[] high, float[] to, int t) {
        int left = part % 2 == 0 ? 16 : 0;
        int s0 = part / 2 * 2 * L;
        FloatVector sum = FloatVector.zero(F);
        for (int g = 0; g < 2 * CHUNK; g++, s0 += OUTS) {
            FloatVector d = Lanes.toFloats(Lanes.signedBytes(w, at + (4L * g + part) * L));
            sum = PairLanes.half(high, s0, left)
                    .mul(16)
                    .add(PairLanes.half(low, s0, left))
                    .sub(32f * x.halfSums[2 * a0 + g])
                    .mul(d)
                    .mul(x.scales[a0 + g / 2])
                    .add(sum);
        }
        long factors = at + 4L * CHUNK * SCALE_INTS + 4L * (part / 2) * L;
        FloatVector factor = PairLanes.half(Int4Dot.load(w, factors), left == 0);
        sum.mul(factor).add(FloatVector.fromArray(F, to, t)).intoArray(to, t);
    }
}
