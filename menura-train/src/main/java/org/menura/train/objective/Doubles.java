package org.menura.train.objective;

import java.util.Arrays;
import org.menura.tensor.Tensor;

/** Conversions between the model's float tensors and the doubles that objectives compute with. */
public final class Doubles {
    private Doubles() {}

    /** Returns all elements of a float tensor. */
    public static double[] of(Tensor t) {
        float[] values = t.toFloats();
        double[] out = new double[values.length];
        Arrays.setAll(out, i -> values[i]);
        return out;
    }

    /**
     * Converts a gradient to the tensor that {@code Recording.seed} takes.
     *
     * @param sizes of the result that it belongs to
     */
    public static Tensor seed(double[] gradient, long... sizes) {
        float[] values = new float[gradient.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) gradient[i];
        }
        return Tensor.of(values, sizes);
    }
}
