package org.menura.tensor.cpu.loops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.RandomTensors;

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
    void smallOnes(int n) {
        RandomTensors random = new RandomTensors(n);
        Tensor x = random.heap(n);
        for (float limit : new float[] {0, 0.5f, 1, Float.POSITIVE_INFINITY, Float.NaN}) {
            assertEquals(
                    plain.sumBelow(x.floats(), x.offset(), limit, n),
                    vector.sumBelow(x.floats(), x.offset(), limit, n),
                    1e-6 * (n + 1));
            int[] expected = new int[n];
            int[] actual = new int[n];
            int count = plain.places(x.floats(), x.offset(), limit, expected, n);
            assertEquals(count, vector.places(x.floats(), x.offset(), limit, actual, n));
            assertArrayEquals(expected, actual);
            assertEquals(count, IntStream.of(expected).limit(count).distinct().count());
            float kept = 0;
            for (int i = 0; i < count; i++) {
                kept += Math.abs(x.floats()[x.offset() + expected[i]]);
            }
            float all = plain.sumBelow(x.floats(), x.offset(), Float.POSITIVE_INFINITY, n);
            assertEquals(all, kept + plain.sumBelow(x.floats(), x.offset(), limit, n), 1e-6 * (n + 1));
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void transposes(int n) {
        Tensor x = new RandomTensors(n).heap(n, 7);
        for (Primitives p : new Primitives[] {plain, vector}) {
            float[] y = new float[3 + 5 * (n + 2)];
            p.transpose(x.floats(), x.offset() + 1, 7, y, 3, n + 2, n, 5);
            for (int i = 0; i < y.length; i++) {
                int r = (i - 3) % (n + 2);
                int c = (i - 3) / (n + 2);
                boolean within = i >= 3 && r < n;
                assertEquals(within ? x.floats()[x.offset() + 1 + r * 7 + c] : 0, y[i], "row " + r + ", column " + c);
            }
        }
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

    @ParameterizedTest
    @MethodSource("primitives")
    void bf16RoundsToNearestAndTiesToEven(Primitives p) {
        float one = 1;
        float place = 0x1p-7f;
        float[] x = {
            one,
            one + place / 2,
            one + 3 * place / 2,
            Math.nextUp(one + place / 2),
            Math.nextDown(one + 3 * place / 2),
            -one - place / 2,
            -0f,
            Float.MIN_VALUE,
            Float.MAX_VALUE,
            Float.NEGATIVE_INFINITY
        };
        float[] expected = {
            one,
            one,
            one + 2 * place,
            one + place,
            one + place,
            -one,
            -0f,
            0,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY
        };
        float[] repeated = new float[4 * x.length];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = x[i % x.length];
        }
        short[] y = new short[repeated.length];
        p.toBf16(repeated, 0, y, 0, y.length);
        for (int i = 0; i < y.length; i++) {
            assertEquals(expected[i % x.length], value(y[i]));
        }
    }

    @ParameterizedTest
    @MethodSource("primitives")
    void bf16KeepsNaN(Primitives p) {
        float[] x = new float[40];
        for (int i = 0; i < x.length; i++) {
            x[i] = Float.intBitsToFloat(0x7f800001 | i * 0x34567 & 0x7fffff | i << 31);
        }
        x[3] = Float.intBitsToFloat(-1);
        x[4] = Float.intBitsToFloat(Integer.MAX_VALUE);
        short[] y = new short[x.length];
        p.toBf16(x, 0, y, 0, y.length);
        for (short v : y) {
            assertTrue(Float.isNaN(value(v)));
        }
    }

    private static float value(short bf16) {
        return Float.intBitsToFloat(bf16 << 16);
    }

    static Primitives[] primitives() {
        return new Primitives[] {new PlainPrimitives(), new VectorPrimitives()};
    }
}
