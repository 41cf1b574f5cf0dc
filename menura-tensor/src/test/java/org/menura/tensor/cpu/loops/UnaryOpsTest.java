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
class UnaryOpsTest {
    private static final float QUICK = 1.702f;

    static UnaryOps[] both() {
        return new UnaryOps[] {new PlainUnaryOps(), new VectorUnaryOps()};
    }

    /** One of the functions, over an array. */
    private interface Curve {
        void run(UnaryOps curves, float[] x, int x0, float[] out, int o0, int n);
    }

    private static final Curve[] ALL = {
        UnaryOps::sigmoid,
        (c, x, x0, out, o0, n) -> c.swish(x, x0, QUICK, out, o0, n),
        UnaryOps::gelu,
        UnaryOps::geluTanh,
        UnaryOps::tanh,
        UnaryOps::softplus,
        UnaryOps::reluSquared
    };

    /** From -20 to 20. */
    private static float[] line() {
        float[] x = new float[200_001];
        for (int i = 0; i < x.length; i++) {
            x[i] = -20 + i * 2e-4f;
        }
        return x;
    }

    private static void assertClose(DoubleUnaryOperator f, Curve curve, UnaryOps curves, double absolute, double ulps) {
        float[] x = line();
        float[] y = new float[x.length];
        curve.run(curves, x, 0, y, 0, x.length);
        for (int i = 0; i < x.length; i++) {
            double expected = f.applyAsDouble(x[i]);
            assertEquals(expected, y[i], absolute + ulps * Math.ulp((float) expected), "of " + x[i]);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void areRightToAFewUnitsInTheLastPlace(UnaryOps c) {
        assertClose(v -> 1 / (1 + Math.exp(-v)), ALL[0], c, 0, 4);
        assertClose(v -> v / (1 + Math.exp(-(double) QUICK * v)), ALL[1], c, 1e-12, 40);
        assertClose(v -> v * normal(v), ALL[2], c, 6e-8, 1);
        assertClose(v -> v / (1 + Math.exp(-Math.sqrt(8 / Math.PI) * (v + 0.044715 * v * v * v))), ALL[3], c, 1e-7, 4);
        assertClose(Math::tanh, ALL[4], c, 0, 7);
        assertClose(v -> Math.log1p(Math.exp(v)), ALL[5], c, 0, 5);
        assertClose(v -> v < 0 ? 0 : v * v, ALL[6], c, 0, 1);
    }

    /** Φ by its Taylor series near zero, beyond that by a continued fraction (Abramowitz and Stegun, 26.2.10 and 14). */
    private static double normal(double x) {
        double a = Math.abs(x);
        double density = Math.exp(-a * a / 2) / Math.sqrt(2 * Math.PI);
        double upper;
        if (a < 3) {
            double term = a;
            double sum = a;
            for (int n = 1; n < 100; n++) {
                term *= a * a / (2 * n + 1);
                sum += term;
            }
            upper = 0.5 - density * sum;
        } else {
            double fraction = 0;
            for (int n = 100; n >= 1; n--) {
                fraction = n / (a + fraction);
            }
            upper = density / (a + fraction);
        }
        return x < 0 ? upper : 1 - upper;
    }

    @Test
    void agreeOnAnyLengthAndPlace() {
        RandomTensors random = new RandomTensors(5);
        for (Curve curve : ALL) {
            for (int n = 0; n < 40; n++) {
                Tensor x = random.heap(n);
                float[] expected = random.heap(n + 4).toFloats();
                float[] actual = expected.clone();
                curve.run(new PlainUnaryOps(), x.floats(), x.offset(), expected, 3, n);
                curve.run(new VectorUnaryOps(), x.floats(), x.offset(), actual, 3, n);
                assertArrayEquals(expected, actual, 1e-6f);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void extremes(UnaryOps c) {
        float infinite = Float.POSITIVE_INFINITY;
        float[] x = {Float.NaN, -1e30f, 1e30f, infinite, 0};
        assertArrayEquals(new float[] {Float.NaN, 0, 1, 1, 0.5f}, run(c, ALL[0], x));
        for (Curve ramp : new Curve[] {ALL[1], ALL[2], ALL[3]}) {
            assertArrayEquals(new float[] {Float.NaN, 0, 1e30f, infinite, 0}, run(c, ramp, x), 0f);
        }
        assertArrayEquals(new float[] {Float.NaN, -1, 1, 1, 0}, run(c, ALL[4], x));
        assertArrayEquals(new float[] {Float.NaN, 0, 1e30f, infinite, (float) Math.log(2)}, run(c, ALL[5], x), 1e-7f);
    }

    private static float[] run(UnaryOps c, Curve curve, float[] x) {
        float[] y = new float[x.length];
        curve.run(c, x, 0, y, 0, x.length);
        return y;
    }
}
