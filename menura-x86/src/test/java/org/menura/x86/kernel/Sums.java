package org.menura.x86.kernel;

/** The 16 sums of an output, in the order that {@link BlockProduct} describes. */
final class Sums {
    final float[] lanes = new float[16];

    /** The lane of the elements 4l to 4l + 3 of a block. */
    static int lane(int block, int l) {
        return (block & 1) * 8 + l;
    }

    void add(int block, int l, float value, float factor) {
        int lane = lane(block, l);
        lanes[lane] = Math.fma(value, factor, lanes[lane]);
    }

    float total() {
        float[] s = lanes.clone();
        for (int n = 8; n > 0; n /= 2) {
            for (int l = 0; l < n; l++) {
                s[l] += s[l + n];
            }
        }
        return s[0];
    }
}
