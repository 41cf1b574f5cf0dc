package org.menura.tensor.cpu;

import static org.menura.tensor.cpu.Lanes.F;
import static org.menura.tensor.cpu.Lanes.H;
import static org.menura.tensor.cpu.Lanes.I;
import static org.menura.tensor.cpu.Lanes.L;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import org.menura.tensor.Tensor;

/**
 * {@link PackedWeights} of Q4_0. A group has the scales of all its blocks first, a vector of 16-bit lanes each, and then
 * the words of {@link NibbleSums}.
 */
final class FourBitWeights extends PackedWeights {
    private static final int BLOCK_BYTES = 18;
    private static final int QUANTS = 2;
    private static final int WORDS = 8;

    private final int blocks;

    FourBitWeights(Tensor w, Workers workers) {
        super(w, new Layout(w.shape().cols() / RoundedRows.BLOCK), workers);
        this.blocks = in / RoundedRows.BLOCK;
    }

    private record Layout(int blocks) implements GroupLayout {
        @Override
        public int ints() {
            return blocks * (1 + WORDS) * L;
        }

        @Override
        public void pack(byte[] rows, int[] to) {
            for (int i = 0; i < L; i++) {
                int low = i * blocks * BLOCK_BYTES;
                int high = (i + L) * blocks * BLOCK_BYTES;
                for (int b = 0; b < blocks; b++) {
                    to[b * L + i] = Lanes.int16(rows, low) & 0xffff | Lanes.int16(rows, high) << 16;
                    int word = (blocks + b * WORDS) * L + i;
                    for (int j = 0; j < WORDS / 2; j++) {
                        int lower = Lanes.int32(rows, low + QUANTS + 4 * j);
                        int upper = Lanes.int32(rows, high + QUANTS + 4 * j);
                        to[word + 2 * j * L] = lower & 0xffff | upper << 16;
                        to[word + (2 * j + 1) * L] = lower >>> 16 | upper & 0xffff0000;
                    }
                    low += BLOCK_BYTES;
                    high += BLOCK_BYTES;
                }
            }
        }
    }

    @Override
    public void multiply(RoundedRows x, int from, int to, float[] out) {
        short[] sums1 = new short[blocks * OUTS];
        short[] sums2 = new short[blocks * OUTS];
        float[] results = new float[OUTS];
        long words = blocks * 4L * L;
        int g = from;
        if (x.rows == 1) {
            for (; g + 1 < to; g += 2) {
                NibbleSums.ofTwoGroups(groups[g], groups[g + 1], words, x, 0, sums1, sums2);
                finish(x, 0, g, sums1, results, out);
                finish(x, 0, g + 1, sums2, results, out);
            }
        }
        for (; g < to; g++) {
            int r = 0;
            for (; r + 1 < x.rows; r += 2) {
                NibbleSums.ofTwoRows(groups[g], words, x, r, sums1, sums2);
                finish(x, r, g, sums1, results, out);
                finish(x, r + 1, g, sums2, results, out);
            }
            if (r < x.rows) {
                NibbleSums.of(groups[g], words, x, r, sums1);
                finish(x, r, g, sums1, results, out);
            }
        }
    }

    private void finish(RoundedRows x, int r, int g, short[] sums, float[] results, float[] out) {
        scale(groups[g], x.scales, r * blocks, blocks, sums, results);
        System.arraycopy(results, 0, out, r * outs + g * OUTS, Math.min(OUTS, outs - g * OUTS));
    }

    /** The sums of the blocks times the scales of activations and weights, added up. */
    private static void scale(MemorySegment w, float[] scales, int s0, int blocks, short[] sums, float[] to) {
        FloatVector lower = FloatVector.zero(F);
        FloatVector upper = FloatVector.zero(F);
        for (int b = 0; b < blocks; b++) {
            IntVector d = IntVector.fromMemorySegment(I, w, b * 4L * L, ByteOrder.LITTLE_ENDIAN);
            IntVector s = ShortVector.fromArray(H, sums, b * 2 * L).reinterpretAsInts();
            FloatVector a = FloatVector.broadcast(F, scales[s0 + b]);
            lower = PairLanes.lower(s).mul(a).mul(PairLanes.lowerHalf(d)).add(lower);
            upper = PairLanes.upper(s).mul(a).mul(PairLanes.upperHalf(d)).add(upper);
        }
        lower.intoArray(to, 0);
        upper.intoArray(to, L);
    }
}
