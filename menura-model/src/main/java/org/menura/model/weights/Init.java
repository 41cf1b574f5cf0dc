package org.menura.model.weights;

import java.util.Arrays;
import org.menura.tensor.Rng;

/** The initialisation of a parameter when a model starts from nothing. */
@FunctionalInterface
public interface Init {
    /** Fills {@code values} with numbers drawn from {@code rng}. */
    void fill(float[] values, Rng rng);

    /** Returns an initialisation with zeros. */
    static Init zeros() {
        return constant(0);
    }

    /** Returns an initialisation with ones. */
    static Init ones() {
        return constant(1);
    }

    /** Returns an initialisation with one value. */
    static Init constant(float value) {
        return (values, _) -> Arrays.fill(values, value);
    }

    /** Returns an initialisation with independent normal numbers of mean 0. */
    static Init normal(double deviation) {
        return (values, rng) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (deviation * rng.nextGaussian());
            }
        };
    }

    /** Returns an initialisation with independent uniform numbers of [low, high). */
    static Init uniform(double low, double high) {
        return (values, rng) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (low + (high - low) * rng.nextFloat());
            }
        };
    }
}
