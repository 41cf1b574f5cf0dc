package org.menura.tensor.cpu.int8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.menura.tensor.Tensor;

/** {@link Int8Weights} of Q6_K where they are stored, in plain Java; adds up as {@link Q6KWeights} does. */
public record PlainQ6KWeights(Tensor w) implements Int8Weights {
    private static final int BLOCK_BYTES = 210;
    private static final int COUNT = 256;
    private static final int ROW = 32;
    private static final int GROUP = 16;
    private static final int HIGH_AT = 128;
    private static final int SCALES_AT = 192;
    private static final int FACTOR_AT = 208;
    private static final int ZERO = 32;

    @Override
    public int parts() {
        return w.dim(0);
    }

    @Override
    public void multiply(Int8Rows x, int from, int to, float[] out) {
        byte[] row = new byte[x.in / COUNT * BLOCK_BYTES];
        for (int o = from; o < to; o++) {
            MemorySegment.copy(w.segment(), ValueLayout.JAVA_BYTE, (long) o * row.length, row, 0, row.length);
            for (int r = 0; r < x.rows; r++) {
                float sum = 0;
                for (int b = 0; b < x.in / COUNT; b++) {
                    sum += block(row, b * BLOCK_BYTES, x, r * x.in + b * COUNT);
                }
                out[r * parts() + o] = sum;
            }
        }
    }

    private static float block(byte[] row, int at, Int8Rows x, int first) {
        float sum = 0;
        for (int g = 0; g < COUNT / GROUP; g++) {
            int dot = 0;
            for (int i = g * GROUP; i < (g + 1) * GROUP; i++) {
                dot += (quant(row, at, i) - ZERO) * (short) x.pairs[first + i];
            }
            sum += (float) dot * row[at + SCALES_AT + g] * x.scales[(first + g * GROUP) / Int8Rows.BLOCK];
        }
        int d = row[at + FACTOR_AT] & 0xff | row[at + FACTOR_AT + 1] << 8;
        return sum * Float.float16ToFloat((short) d);
    }

    private static int quant(byte[] row, int at, int i) {
        int half = i / 128;
        int r = i / ROW % 4;
        int low = row[at + 64 * half + r % 2 * ROW + i % ROW] >> r / 2 * 4 & 0xf;
        return low | (row[at + HIGH_AT + half * ROW + i % ROW] >> 2 * r & 3) << 4;
    }
}
