package org.menura.model.layer;

/** Attention with linear biases (arXiv 2108.12409): scores fall with the distance, at a slope of its own per head. */
public final class Alibi {
    private Alibi() {}

    /**
     * Slopes of the heads: {@code 2^(-8 h / n)} for h = 1 … n where n is a power of two; otherwise those of the power
     * below, then every second one of the power above.
     */
    public static float[] slopes(int heads) {
        int power = Integer.highestOneBit(heads);
        float[] slopes = new float[heads];
        float base = base(power);
        float extraBase = base(2 * power);
        for (int h = 0; h < heads; h++) {
            slopes[h] = (float) (h < power ? Math.pow(base, h + 1) : Math.pow(extraBase, 2 * (h - power) + 1));
        }
        return slopes;
    }

    private static float base(int power) {
        return (float) Math.pow(2, -8.0 / power);
    }
}
