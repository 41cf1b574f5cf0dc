package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.DoubleSupplier;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;

/** Holds gradients against central differences of fourth order, moving the inputs where they lie. */
final class Differences {
    /** Small, as clipped losses have kinks. */
    private static final double STEP = 0x1p-11;

    private static final double FLOAT_STEP = 0x1p-9;

    private Differences() {}

    static void check(String what, double[] x, double[] gradient, DoubleSupplier loss) {
        assertEquals(x.length, gradient.length, what);
        double most = 0;
        for (double g : gradient) {
            most = Math.max(most, Math.abs(g));
        }
        for (int j = 0; j < x.length; j++) {
            double at = x[j];
            double[] f = new double[5];
            for (int k = -2; k <= 2; k++) {
                x[j] = at + k * STEP;
                f[k + 2] = loss.getAsDouble();
            }
            x[j] = at;
            assertEquals(slope(f, STEP), gradient[j], 1e-8 * most + 1e-11, what + " " + j);
        }
    }

    static void check(String what, double[][] x, double[][] gradient, DoubleSupplier loss) {
        assertEquals(x.length, gradient.length, what);
        for (int i = 0; i < x.length; i++) {
            check(what + " row " + i, x[i], gradient[i], loss);
        }
    }

    /** Of floats: those of {@link #random} stay exact while they are moved. */
    static void check(String what, Tensor x, Tensor gradient, DoubleSupplier loss) {
        assertEquals(x.shape(), gradient.shape(), what);
        float[] g = gradient.toFloats();
        double most = 0;
        for (float v : g) {
            most = Math.max(most, Math.abs(v));
        }
        for (int j = 0; j < g.length; j++) {
            int i = x.offset() + j;
            float at = x.floats()[i];
            double[] f = new double[5];
            for (int k = -2; k <= 2; k++) {
                x.floats()[i] = (float) (at + k * FLOAT_STEP);
                f[k + 2] = loss.getAsDouble();
            }
            x.floats()[i] = at;
            assertEquals(slope(f, FLOAT_STEP), g[j], 1e-6 * most + 1e-11, what + " " + j);
        }
    }

    private static double slope(double[] f, double step) {
        return (8 * (f[3] - f[1]) - (f[4] - f[0])) / (12 * step);
    }

    /** Normally distributed multiples of 2⁻¹². */
    static Tensor random(long seed, double scale, int rows, int columns) {
        Rng rng = new Rng(seed);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.round(rng.nextGaussian() * scale * 4096) / 4096f;
        }
        return Tensor.of(values, rows, columns);
    }
}
