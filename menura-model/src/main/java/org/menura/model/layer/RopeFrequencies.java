package org.menura.model.layer;

import java.util.Arrays;

/**
 * Angles per position of the pairs of a head.
 *
 * @param inverse radians per position, [pairs]
 * @param attentionFactor factor of the rotated keys and queries
 */
public record RopeFrequencies(float[] inverse, float attentionFactor) {
    /** Computes {@code base^(-2i / dim)} for each pair i. */
    public static RopeFrequencies of(double base, int dim) {
        float[] inverse = new float[dim / 2];
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] = (float) (1.0 / (float) Math.pow(base, (float) (2 * i) / dim));
        }
        return new RopeFrequencies(inverse, 1);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof RopeFrequencies f
                && attentionFactor == f.attentionFactor
                && Arrays.equals(inverse, f.inverse);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(inverse) + Float.hashCode(attentionFactor);
    }

    @Override
    public String toString() {
        return "RopeFrequencies" + Arrays.toString(inverse);
    }
}
