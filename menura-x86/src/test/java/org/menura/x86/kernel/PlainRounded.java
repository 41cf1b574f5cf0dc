package org.menura.x86.kernel;

/** The plain twin of {@link QuantizeRows}. */
final class PlainRounded {
    static final int BLOCK = 32;

    final int blocks;

    /** [rows, blocks * 32]. */
    final byte[] values;

    /** [rows, blocks]. */
    final float[] scales;

    PlainRounded(float[] x, int rows, int blocks) {
        this.blocks = blocks;
        values = new byte[rows * blocks * BLOCK];
        scales = new float[rows * blocks];
        for (int b = 0; b < scales.length; b++) {
            float most = 0;
            for (int i = b * BLOCK; i < (b + 1) * BLOCK; i++) {
                most = Math.max(most, Math.abs(x[i]));
            }
            scales[b] = Float.isFinite(most) ? most / 127 : Float.NaN;
            float factor = most < Float.MIN_NORMAL * 127 ? 0 : 127 / most;
            for (int i = b * BLOCK; i < (b + 1) * BLOCK; i++) {
                values[i] = (byte) Math.rint(x[i] * factor);
            }
        }
    }

    float scale(int row, int block) {
        return scales[row * blocks + block];
    }

    int value(int row, int block, int i) {
        return values[(row * blocks + block) * BLOCK + i];
    }

    /** The sum of {@code n} values from {@code i} on. */
    int sum(int row, int block, int i, int n) {
        int sum = 0;
        for (int k = 0; k < n; k++) {
            sum += value(row, block, i + k);
        }
        return sum;
    }
}
