package org.menura.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.tensor.Tensor;

/** Plain and vector loops against each other. */
class PrimitivesTest {
    private final Primitives plain = new PlainPrimitives();
    private final Primitives vector = new VectorPrimitives();

    static IntStream sizes() {
        return IntStream.concat(IntStream.rangeClosed(0, 35), IntStream.of(64, 100, 1000));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void sums(int n) {
        RandomTensors random = new RandomTensors(n);
        Tensor a = random.heap(n);
        Tensor b = random.heap(n);
        double magnitude = 1e-6 * (n + 1);
        assertEquals(
                plain.dot(a.floats(), a.offset(), b.floats(), b.offset(), n),
                vector.dot(a.floats(), a.offset(), b.floats(), b.offset(), n),
                magnitude);
        assertEquals(plain.sum(a.floats(), a.offset(), n), vector.sum(a.floats(), a.offset(), n), magnitude);
        assertEquals(plain.max(a.floats(), a.offset(), n), vector.max(a.floats(), a.offset(), n));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void writesWhatItIsToldTo(int n) {
        RandomTensors random = new RandomTensors(n);
        Tensor x = random.heap(n);
        float[] expected = random.heap(n + 4).toFloats();
        float[] actual = expected.clone();
        plain.axpy(0.7f, x.floats(), x.offset(), expected, 3, n);
        vector.axpy(0.7f, x.floats(), x.offset(), actual, 3, n);
        assertArrayEquals(expected, actual, 1e-6f);
        plain.exp(x.floats(), x.offset(), expected, 2, n);
        vector.exp(x.floats(), x.offset(), actual, 2, n);
        assertArrayEquals(expected, actual, 1e-5f);
        float sum = plain.expSum(expected, 1, n, 3);
        assertEquals(sum, vector.expSum(actual, 1, n, 3), 1e-5 * sum);
        assertArrayEquals(expected, actual, 1e-5f * (sum + 1));
        float highest = plain.max(x.floats(), x.offset(), n);
        sum = plain.expBelow(x.floats(), x.offset(), highest, expected, 2, n);
        assertEquals(sum, vector.expBelow(x.floats(), x.offset(), highest, actual, 2, n), 1e-6 * sum);
        assertArrayEquals(expected, actual, 1e-6f);
    }

    /** From where the result is zero to where it is infinite. */
    @ParameterizedTest
    @MethodSource("primitives")
    void exponentialIsRightToTwoUnitsInTheLastPlace(Primitives p) {
        int n = 200_000;
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = -105 + i * (195f / n);
        }
        float[] y = new float[n];
        p.exp(x, 0, y, 0, n);
        for (int i = 0; i < n; i++) {
            float expected = (float) Math.exp(x[i]);
            assertEquals(expected, y[i], Float.isInfinite(expected) ? 0 : 2 * Math.ulp(expected));
        }
        float[] special = {Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 0, 1000, -1000};
        p.exp(special, 0, special, 0, special.length);
        assertArrayEquals(new float[] {Float.NaN, 0, Float.POSITIVE_INFINITY, 1, Float.POSITIVE_INFINITY, 0}, special);
    }

    static Primitives[] primitives() {
        return new Primitives[] {new PlainPrimitives(), new VectorPrimitives()};
    }
}
