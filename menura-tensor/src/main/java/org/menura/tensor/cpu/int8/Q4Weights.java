package org.menura.tensor.cpu.int8;

import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.H;
import static org.menura.tensor.cpu.simd.Lanes.L;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.LittleEndian;
import org.menura.tensor.cpu.simd.PairLanes;
import org.menura.tensor.cpu.work.Workers;

/** {@link PackedWeights} of Q4_0. A chunk has the words of {@link Int4Dot}, then two vectors of scales per block. */
public final class Q4Weights extends PackedWeights {
    private static final int BLOCK_BYTES = 18;
    private static final int QUANTS = 2;
    private static final int SCALES = 2 * L;

    public Q4Weights(Tensor w, Workers workers) {
        super(w, new Layout(), workers);
    }

    private record Layout() implements GroupLayout {
        @Override
        public int ints(int in) {
            return in / Int8Rows.BLOCK * (Int4Dot.INTS + SCALES);
        }

        @Override
        public void pack(byte[] rows, int rowBytes, int[] to) {
            int blocks = rowBytes / BLOCK_BYTES;
            for (int i = 0; i < 2 * L; i++) {
                // Lane i % L of vector i / L.
                int first = i / L * 2 * L + i % L;
                int low = first * rowBytes;
                int high = (first + L) * rowBytes;
                for (int b = 0; b < blocks; b++) {
                    int chunk = b / CHUNK * CHUNK;
                    int start = chunk * (Int4Dot.INTS + SCALES);
                    int word = start + (b - chunk) * Int4Dot.INTS + i;
                    for (int j = 0; j < Int4Dot.WORDS / 2; j++) {
                        int lower = LittleEndian.int32(rows, low + QUANTS + 4 * j);
                        int upper = LittleEndian.int32(rows, high + QUANTS + 4 * j);
                        to[word + 4 * j * L] = lower & 0xffff | upper << 16;
                        to[word + (4 * j + 2) * L] = lower >>> 16 | upper & 0xffff0000;
                    }
                    int scale = start + Math.min(CHUNK, blocks - chunk) * Int4Dot.INTS + (b - chunk) * SCALES + i;
                    to[scale] = LittleEndian.int16(rows, low) & 0xffff | LittleEndian.int16(rows, high) << 16;
                    low += BLOCK_BYTES;
                    high += BLOCK_BYTES;
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
            long scales = at + 4L * blocks * Int4Dot.INTS;
            scale(w, scales, x.scales, r * x.blocks + block, blocks, sums, 0, totals, r * OUTS);
        }

        @Override
        public void addFour(MemorySegment w, long at, int block, int blocks, Int8Rows x, int r, float[] totals) {
            Int4Dot.ofFour(w, at, block, blocks, x, r, sums);
            long scales = at + 4L * blocks * Int4Dot.INTS;
            for (int i = 0; i < Int8Rows.FOUR; i++) {
                int a = (r + i) * x.blocks + block;
                scale(w, scales, x.scales, a, blocks, sums, i * CHUNK * OUTS, totals, (r + i) * OUTS);
            }
        }
    }

    /** Adds the sums of the blocks times the scales of activations and weights. */
    private static void scale(
            MemorySegment w, long at, float[] scales, int a0, int blocks, short[] sums, int s0, float[] to, int t0) {
        for (int half = 0; half < 2; half++) {
            int t = t0 + half * 2 * L;
            FloatVector lower = FloatVector.fromArray(F, to, t);
            FloatVector upper = FloatVector.fromArray(F, to, t + L);
            for (int b = 0; b < blocks; b++) {
                IntVector d = Int4Dot.load(w, at + (2L * b + half) * (4 * L));
                IntVector s = ShortVector.fromArray(H, sums, s0 + b * OUTS + half * 2 * L)
                        .reinterpretAsInts();
                FloatVector a = FloatVector.broadcast(F, scales[a0 + b]);
                lower = PairLanes.lower(s).mul(a).mul(PairLanes.lowerHalf(d)).add(lower);
                upper = PairLanes.upper(s).mul(a).mul(PairLanes.upperHalf(d)).add(upper);
            }
            lower.intoArray(to, t);
            upper.intoArray(to, t + L);
        }
    }
}
