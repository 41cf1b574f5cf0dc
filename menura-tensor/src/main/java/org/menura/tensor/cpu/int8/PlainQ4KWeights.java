package org.menura.tensor.cpu.int8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.GroupScales;

/** {@link Int8Weights} of Q4_K where they are stored, in plain Java; adds up as {@link Q4KWeights} does. */
public record PlainQ4KWeights(Tensor w) implements Int8Weights {
    private static final int BLOCK_BYTES = 144;
    private static final int QUANTS_AT = 16;
    private static final int GROUPS = 8;
    private static final int GROUP = Int8Rows.BLOCK;
    private static final int ZERO = 8;

    @Override
    public int parts() {
        return w.dim(0);
    }

    @Override
    public void multiply(Int8Rows x, int from, int to, float[] out) {
        byte[] row = new byte[x.blocks / GROUPS * BLOCK_BYTES];
        for (int o = from; o < to; o++) {
            MemorySegment.copy(w.segment(), ValueLayout.JAVA_BYTE, (long) o * row.length, row, 0, row.length);
            for (int r = 0; r < x.rows; r++) {
                float sum = 0;
                for (int b = 0; b < x.blocks; b += GROUPS) {
                    sum = add(row, b / GROUPS * BLOCK_BYTES, x, r * x.blocks + b, sum);
                }
                out[r * parts() + o] = sum;
            }
        }
    }

    private static float add(byte[] row, int at, Int8Rows x, int a0, float before) {
        byte[] heads = new byte[2 * GROUPS];
        GroupScales.read(row, at, heads);
        float sum = 0;
        float least = 0;
        for (int j = 0; j < GROUPS; j++) {
            float a = x.scales[a0 + j];
            int dot = dot(row, at + QUANTS_AT + j / 2 * GROUP, j % 2 * 4, x.pairs, (a0 + j) * GROUP);
            sum += (dot - ZERO * x.sums[a0 + j] + 8f * x.sums[a0 + j]) * heads[j] * a;
            least += heads[GROUPS + j] * (a * x.sums[a0 + j]);
        }
        return before + sum * half(row, at) - least * half(row, at + 2);
    }

    private static float half(byte[] row, int at) {
        return Float.float16ToFloat((short) (row[at] & 0xff | row[at + 1] << 8));
    }

    private static int dot(byte[] row, int at, int shift, int[] pairs, int k) {
        int sum = 0;
        for (int i = 0; i < GROUP; i++) {
            sum += (row[at + i] >> shift & 0xf) * (short) pairs[k + i];
        }
        return sum;
    }
}
