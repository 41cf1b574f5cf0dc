package org.menura.model.layer;

import org.menura.model.weights.LinearWeight;
import org.menura.model.weights.LowRank;
import org.menura.tensor.Tensor;

/** Lengths of the rows of an updated weight. */
final class RowLengths {
    /** Outputs whose weights are decoded at a time. */
    private static final int BLOCK = 64;

    private RowLengths() {}

    /** {@code 1 / ‖row of W + scale · b · a‖} for each output: [out]. */
    static Tensor inverse(LinearWeight weight, LowRank u) {
        int outs = u.b().dim(0);
        int in = u.a().dim(1);
        double[] squares = new double[outs];
        float[] a = u.a().toFloats();
        float[] b = u.b().toFloats();
        for (int o = 0; o < outs; o += BLOCK) {
            int count = Math.min(BLOCK, outs - o);
            float[] rows = weight.rows(o, count); // [count, in]
            for (int i = 0; i < count; i++) {
                squares[o + i] = squares(rows, i * in, a, b, (o + i) * u.a().dim(0), u);
            }
        }
        float[] out = new float[outs];
        for (int o = 0; o < outs; o++) {
            out[o] = (float) (1 / Math.sqrt(squares[o]));
        }
        return Tensor.of(out, outs);
    }

    private static double squares(float[] rows, int at, float[] a, float[] b, int b0, LowRank u) {
        int in = u.a().dim(1);
        for (int r = 0; r < u.a().dim(0); r++) {
            float factor = u.scale() * b[b0 + r];
            for (int i = 0; i < in; i++) {
                rows[at + i] += factor * a[r * in + i];
            }
        }
        double sum = 0;
        for (int i = at; i < at + in; i++) {
            sum += (double) rows[i] * rows[i];
        }
        return sum;
    }
}
