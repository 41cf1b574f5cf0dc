package org.menura.train.objective;

import java.util.Arrays;
import org.menura.tensor.Tensor;

/** Between the model's float tensors and the doubles that objectives compute with. */
public final class Doubles {
    private Doubles() {}

    /** All elements of a float tensor. */
    public static double[] of(Tensor t) {
        float[] values = t.toFloats();
        double[] out = new double[values.length];
        Arrays.setAll(out, i -> values[i]);
        return out;
    }

    /**
     * A gradient as {@code Recording.seed} takes it.
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
