package org.menura.tensor.cpu.loops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.RandomTensors;

/** Plain and vector loops against each other and against double precision. */
class UnaryGradientsTest {
    static UnaryGradients[] both() {
        return new UnaryGradients[] {new PlainUnaryGradients(), new VectorUnaryGradients()};
    }

    /** One of the functions, over an array. */
    private interface Slope {
        void run(UnaryGradients slopes, float[] x, int x0, float[] out, int o0, int n);
    }

    private static final Slope[] ALL = {
        (s, x, x0, out, o0, n) -> s.swish(x, x0, 1, out, o0, n),
        (s, x, x0, out, o0, n) -> s.swish(x, x0, 1.702f, out, o0, n),
        UnaryGradients::gelu,
        UnaryGradients::geluTanh,
        (s, x, x0, out, o0, n) -> s.within(x, x0, -0.5f, 0.7f, out, o0, n)
    };

    @Test
    void agreeOnAnyLengthAndPlace() {
        RandomTensors random = new RandomTensors(8);
        for (Slope slope : ALL) {
            for (int n = 0; n < 70; n++) {
                Tensor x = random.heap(n);
                float[] expected = random.heap(n + 4).toFloats();
                float[] actual = expected.clone();
                slope.run(new PlainUnaryGradients(), x.floats(), x.offset(), expected, 3, n);
                slope.run(new VectorUnaryGradients(), x.floats(), x.offset(), actual, 3, n);
                assertArrayEquals(expected, actual, 1e-6f);
            }
        }
    }

    private static double sigma(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @ParameterizedTest
    @MethodSource("both")
    void areRightToAFewUnitsInTheLastPlaceOfOne(UnaryGradients s) {
        assertClose(s, ALL[0], v -> sigma(v) * (1 + v * sigma(-v)));
        assertClose(s, ALL[1], v -> sigma(1.702 * v) * (1 + 1.702 * v * sigma(-1.702 * v)));
        double t = Math.sqrt(8 / Math.PI);
        assertClose(s, ALL[3], v -> {
            double u = t * (v + 0.044715 * v * v * v);
            return sigma(u) * (1 + v * t * (1 + 3 * 0.044715 * v * v) * sigma(-u));
        });
    }

    private static void assertClose(UnaryGradients s, Slope slope, DoubleUnaryOperator f) {
        float[] x = line();
        float[] y = run(s, slope, x);
        for (int i = 0; i < x.length; i++) {
            assertEquals(f.applyAsDouble(x[i]), y[i], 6e-7, "of " + x[i]);
        }
    }

    /** From -16 to 16. */
    private static float[] line() {
        float[] x = new float[32_001];
        for (int i = 0; i < x.length; i++) {
            x[i] = -16 + i * 1e-3f;
        }
        return x;
    }

    private static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** {@code Φ(x) + x φ(x)}, with Φ the sum of φ from the left. */
    @ParameterizedTest
    @MethodSource("both")
    void gelu(UnaryGradients s) {
        float[] x = line();
        float[] y = run(s, ALL[2], x);
        double below = 0;
        for (int i = 1; i < x.length; i++) {
            double width = x[i] - (double) x[i - 1];
            below += width * density(x[i] - width / 2);
            assertEquals(below + x[i] * density(x[i]), y[i], 6e-7, "of " + x[i]);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void extremes(UnaryGradients s) {
        float[] x = {Float.NaN, -1e10f, 1e10f, 0};
        for (int i = 0; i < 4; i++) {
            assertArrayEquals(new float[] {Float.NaN, 0, 1, 0.5f}, run(s, ALL[i], x), 0f);
        }
        float[] limits = {Float.NaN, -0.5f, 0.7f, Math.nextUp(0.7f), Float.NEGATIVE_INFINITY};
        assertArrayEquals(new float[] {0, 1, 1, 0, 0}, run(s, ALL[4], limits));
    }

    private static float[] run(UnaryGradients s, Slope slope, float[] x) {
        float[] y = new float[x.length];
        slope.run(s, x, 0, y, 0, x.length);
        return y;
    }
}
