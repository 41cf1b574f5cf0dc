package org.menura.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.tensor.Tensor;

/** Plain and vector loops against each other, against the curves, and against differences in double precision. */
class SlopesTest {
    static Slopes[] both() {
        return new Slopes[] {new PlainSlopes(), new VectorSlopes()};
    }

    /** One of the functions, over an array. */
    private interface Slope {
        void run(Slopes slopes, float[] x, int x0, float[] value, int v0, float[] slope, int s0, int n);
    }

    private static final Slope[] ALL = {
        (s, x, x0, value, v0, slope, s0, n) -> s.swish(x, x0, 1, value, v0, slope, s0, n),
        (s, x, x0, value, v0, slope, s0, n) -> s.swish(x, x0, 1.702f, value, v0, slope, s0, n),
        Slopes::gelu,
        Slopes::geluTanh,
        (s, x, x0, value, v0, slope, s0, n) -> {
            System.arraycopy(x, x0, value, v0, n);
            s.within(x, x0, -0.5f, 0.7f, slope, s0, n);
        }
    };

    @Test
    void agreeOnAnyLengthAndPlace() {
        RandomTensors random = new RandomTensors(8);
        for (Slope kind : ALL) {
            for (int n = 0; n < 70; n++) {
                Tensor x = random.heap(n);
                float[] expected = random.heap(2 * n + 7).toFloats();
                float[] actual = expected.clone();
                kind.run(new PlainSlopes(), x.floats(), x.offset(), expected, 3, expected, n + 5, n);
                kind.run(new VectorSlopes(), x.floats(), x.offset(), actual, 3, actual, n + 5, n);
                assertArrayEquals(expected, actual, 1e-6f);
            }
        }
    }

    private static double sigma(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @ParameterizedTest
    @MethodSource("both")
    void areRightWithinAFewUnitsOfOne(Slopes s) {
        assertClose(s, ALL[0], v -> v * sigma(v), v -> sigma(v) * (1 + v * sigma(-v)));
        assertClose(s, ALL[1], v -> v * sigma(1.702 * v), v -> sigma(1.702 * v) * (1 + 1.702 * v * sigma(-1.702 * v)));
        double t = Math.sqrt(8 / Math.PI);
        assertClose(s, ALL[3], v -> v * sigma(t * (v + 0.044715 * v * v * v)), v -> {
            double u = t * (v + 0.044715 * v * v * v);
            return sigma(u) * (1 + v * t * (1 + 3 * 0.044715 * v * v) * sigma(-u));
        });
    }

    private static void assertClose(Slopes s, Slope kind, DoubleUnaryOperator f, DoubleUnaryOperator derivative) {
        float[][] y = line(s, kind);
        for (int i = 0; i < y[0].length; i++) {
            float x = y[0][i];
            assertEquals(f.applyAsDouble(x), y[1][i], 4e-7 * Math.max(1, Math.abs(x)), "of " + x);
            assertEquals(derivative.applyAsDouble(x), y[2][i], 6e-7, "of " + x);
        }
    }

    /** From -16 to 16: x, value and slope. */
    private static float[][] line(Slopes s, Slope kind) {
        float[][] y = new float[3][32_001];
        for (int i = 0; i < y[0].length; i++) {
            y[0][i] = -16 + i * 1e-3f;
        }
        kind.run(s, y[0], 0, y[1], 0, y[2], 0, y[0].length);
        return y;
    }

    /** The slope of x Φ(x), minus x φ(x), is Φ(x), whose own slope is φ(x). */
    @ParameterizedTest
    @MethodSource("both")
    void gelu(Slopes s) {
        float[][] y = line(s, ALL[2]);
        float[] curve = new float[y[0].length];
        new PlainCurves().gelu(y[0], 0, curve, 0, curve.length);
        assertArrayEquals(curve, y[1], 2e-6f);
        double integral = 0;
        for (int i = 1; i < curve.length; i++) {
            double middle = (y[0][i] + (double) y[0][i - 1]) / 2;
            double density = Math.exp(-middle * middle / 2) / Math.sqrt(2 * Math.PI);
            integral += density * (y[0][i] - (double) y[0][i - 1]);
            double x = y[0][i];
            double expected = integral + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
            assertEquals(expected, y[2][i], 1e-6, "of " + x);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void extremes(Slopes s) {
        float[] x = {Float.NaN, -1e10f, 1e10f, 0};
        float[] value = new float[4];
        float[] slope = new float[4];
        for (int i = 0; i < 4; i++) {
            ALL[i].run(s, x, 0, value, 0, slope, 0, 4);
            assertArrayEquals(new float[] {Float.NaN, 0, 1e10f, 0}, value, 0f);
            assertArrayEquals(new float[] {Float.NaN, 0, 1, 0.5f}, slope, 0f);
        }
    }
}
