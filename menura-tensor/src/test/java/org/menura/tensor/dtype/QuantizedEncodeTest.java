package org.menura.tensor.dtype;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuantizedEncodeTest {
    private static byte[] encode(DType dtype, float[] values) {
        byte[] bytes = new byte[(int) dtype.bytes(values.length)];
        Codecs.of(dtype).encode(values, 0, values.length, MemorySegment.ofArray(bytes), 0);
        return bytes;
    }

    private static float[] decode(DType dtype, byte[] bytes) {
        float[] values = new float[bytes.length / dtype.blockBytes() * dtype.blockSize()];
        Codecs.of(dtype).decode(MemorySegment.ofArray(bytes), 0, values, 0, values.length);
        return values;
    }

    private static double rootMeanSquareError(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.pow(a[i] - b[i], 2);
        }
        return Math.sqrt(sum / a.length);
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0"})
    void writesTheBytesThatLlamaCppWrites(DType dtype) {
        byte[] expected = GgufSamples.stored(dtype.name(), dtype).toArray(ValueLayout.JAVA_BYTE);
        assertArrayEquals(expected, encode(dtype, GgufSamples.expected("F32")));
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_K", "Q5_K", "Q6_K", "IQ4_NL"})
    void isAsCloseToTheWeightsAsLlamaCpp(DType dtype) {
        float[] weights = GgufSamples.expected("F32");
        double theirs = rootMeanSquareError(weights, GgufSamples.expected(dtype.name()));
        double ours = rootMeanSquareError(weights, decode(dtype, encode(dtype, weights)));
        assertTrue(ours <= theirs * 1.005, () -> dtype + ": " + ours + " against " + theirs);
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL"})
    void keepsZerosAndConstants(DType dtype) {
        float[] zeros = new float[512];
        assertArrayEquals(zeros, decode(dtype, encode(dtype, zeros)), 0);
        for (float constant : new float[] {1, -1, 1000, -0.03f}) {
            float[] values = new float[512];
            Arrays.fill(values, constant);
            assertArrayEquals(values, decode(dtype, encode(dtype, values)), Math.abs(constant) * 0.01f);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL"})
    void keepsTinyValuesFinite(DType dtype) {
        float[] values = new float[256];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i - 128) * Float.MIN_VALUE;
        }
        assertArrayEquals(values, decode(dtype, encode(dtype, values)), 1e-30f);
    }

    @Test
    void writesOnlyItsOwnBlocks() {
        byte[] bytes = new byte[1 + 18 + 1];
        float[] values = new float[40];
        Arrays.fill(values, 3, 35, 2f);
        Codecs.of(DType.Q4_0).encode(values, 3, 32, MemorySegment.ofArray(bytes), 1);
        assertEquals(0, bytes[0]);
        assertEquals(0, bytes[19]);
        float[] decoded = new float[32];
        Codecs.of(DType.Q4_0).decode(MemorySegment.ofArray(bytes), 1, decoded, 0, 32);
        assertEquals(2f, decoded[31]);
    }

    @Test
    void refusesWhatBlocksCannotHold() {
        float[] values = new float[256];
        values[100] = Float.NaN;
        assertThrows(IllegalArgumentException.class, () -> encode(DType.Q4_K, values));
        values[100] = Float.POSITIVE_INFINITY;
        assertThrows(IllegalArgumentException.class, () -> encode(DType.Q8_0, values));
        values[100] = 1e30f;
        assertThrows(IllegalArgumentException.class, () -> encode(DType.Q6_K, values));
    }

    @ParameterizedTest
    @EnumSource(names = {"Q2_K", "Q3_K", "IQ4_XS", "MXFP4", "NVFP4", "I32", "BOOL"})
    void refusesToWriteReadOnlyTypes(DType dtype) {
        assertFalse(Codecs.of(dtype).canEncode());
        assertThrows(IllegalArgumentException.class, () -> encode(dtype, new float[256]));
    }
}
