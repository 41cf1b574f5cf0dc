package org.menura.tensor.dtype;

/** How far the elements of a block reach. */
final class Extent {
    private Extent() {}

    /** The element of largest magnitude, with its sign; the first of equals. */
    static float extreme(float[] x, int from, int count) {
        float extreme = 0;
        for (int i = from; i < from + count; i++) {
            if (Math.abs(x[i]) > Math.abs(extreme)) {
                extreme = x[i];
            }
        }
        return extreme;
    }

    static float min(float[] x, int from, int count) {
        float min = x[from];
        for (int i = from + 1; i < from + count; i++) {
            min = Math.min(min, x[i]);
        }
        return min;
    }

    static float max(float[] x, int from, int count) {
        float max = x[from];
        for (int i = from + 1; i < from + count; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    /** {@code 1 / scale}, or 0 for a block of zeros. */
    static float inverse(float scale) {
        return scale == 0 ? 0 : 1 / scale;
    }
}
