package org.menura.tensor.cpu.int8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.menura.tensor.Tensor;

/** {@link Int8Weights} of Q4_0 where they are stored, in plain Java. */
public record PlainQ4Weights(Tensor w) implements Int8Weights {
    private static final int BLOCK_BYTES = 18;
    private static final int HALF = Int8Rows.BLOCK / 2;
    private static final int ZERO = 8;

    @Override
    public int parts() {
        return w.dim(0);
    }

    @Override
    public void multiply(Int8Rows x, int from, int to, float[] out) {
        byte[] row = new byte[x.blocks * BLOCK_BYTES];
        for (int o = from; o < to; o++) {
            MemorySegment.copy(w.segment(), ValueLayout.JAVA_BYTE, (long) o * row.length, row, 0, row.length);
            for (int r = 0; r < x.rows; r++) {
                out[r * parts() + o] = dot(row, x, r);
            }
        }
    }

    private static float dot(byte[] row, Int8Rows x, int r) {
        float sum = 0;
        for (int b = 0; b < x.blocks; b++) {
            int at = b * BLOCK_BYTES;
            float d = Float.float16ToFloat((short) (row[at] & 0xff | row[at + 1] << 8));
            int block = r * x.blocks + b;
            sum += block(row, at + 2, x.pairs, block * Int8Rows.BLOCK) * x.scales[block] * d;
        }
        return sum;
    }

    private static float block(byte[] row, int at, int[] pairs, int k) {
        int sum = 0;
        for (int i = 0; i < HALF; i++) {
            int both = row[at + i];
            sum += ((both & 0xf) - ZERO) * (short) pairs[k + i];
            sum += ((both >> 4 & 0xf) - ZERO) * (short) pairs[k + HALF + i];
        }
        return sum;
    }
}
