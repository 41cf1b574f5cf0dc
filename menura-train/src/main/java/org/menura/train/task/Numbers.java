package org.menura.train.task;

import org.menura.tensor.Tensor;

/** Between tensors of a pass and the doubles that objectives compute with. */
final class Numbers {
    private Numbers() {}

    static double[] doubles(Tensor t) {
        return doubles(t.toFloats());
    }

    static double[] doubles(float[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }

    /** [n] */
    static Tensor floats(double[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) values[i];
        }
        return Tensor.of(out, out.length);
    }
}
