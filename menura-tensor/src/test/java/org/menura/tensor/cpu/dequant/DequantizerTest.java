package org.menura.tensor.cpu.dequant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.RandomTensors;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** Readers of weights against their codecs, bit for bit. */
class DequantizerTest {
    private static final int ROWS = 7;

    /** Any bits at all: scales that are infinite or no number among them. */
    private static Tensor noise(DType type, int cols) {
        byte[] bytes = new byte[(int) type.bytes((long) ROWS * cols)];
        new Random(type.ordinal()).nextBytes(bytes);
        MemorySegment segment = Arena.ofAuto().allocate(bytes.length + 1).asSlice(1);
        segment.copyFrom(MemorySegment.ofArray(bytes));
        return Tensor.of(segment, type, Shape.of(ROWS, cols));
    }

    private static void assertSame(Dequantizer expected, Dequantizer actual, int first, int rows, int from, int count) {
        int stride = count + 3;
        float[] floats = new float[2 + rows * stride];
        float[] sameFloats = new float[floats.length];
        expected.readFloats(first, rows, from, count, floats, 2, stride);
        actual.readFloats(first, rows, from, count, sameFloats, 2, stride);
        for (int i = 0; i < floats.length; i++) {
            // All NaN are one to this comparison, zeros of either sign two.
            assertEquals(Float.floatToIntBits(floats[i]), Float.floatToIntBits(sameFloats[i]));
        }
        short[] bf16 = new short[floats.length];
        short[] sameBf16 = new short[floats.length];
        expected.readBf16(first, rows, from, count, bf16, 2, stride);
        actual.readBf16(first, rows, from, count, sameBf16, 2, stride);
        for (int i = 0; i < bf16.length; i++) {
            assertEquals(Float.floatToIntBits(value(bf16[i])), Float.floatToIntBits(value(sameBf16[i])));
        }
    }

    private static float value(short bf16) {
        return Float.intBitsToFloat(bf16 << 16);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"I64", "I32", "I16", "I8", "U8", "BOOL"})
    void anyPartOfAnyType(DType type) {
        RandomTensors random = new RandomTensors(type.ordinal());
        int block = type.blockSize();
        int blocks = block > 1 ? 5 : 165;
        Tensor noise = noise(type, blocks * block);
        Tensor weights = Codecs.of(type).canEncode() ? random.stored(type, ROWS, (long) blocks * block) : noise;
        for (int i = 0; i < 50; i++) {
            int first = random.below(ROWS);
            int rows = 1 + random.below(ROWS - first);
            int from = random.below(blocks);
            int count = 1 + random.below(blocks - from);
            for (Tensor w : new Tensor[] {weights, noise}) {
                assertSame(new CodecPanels(w), VectorPanels.of(w), first, rows, from * block, count * block);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL"})
    void longRows(DType type) {
        Tensor w = new RandomTensors(1).stored(type, ROWS, 4608);
        assertFalse(VectorPanels.of(w) instanceof CodecPanels);
        assertSame(new CodecPanels(w), VectorPanels.of(w), 1, 2, 256, 4352);
    }

    @Test
    void partsOfArrays() {
        Tensor w = new RandomTensors(2).heap(9, 40).rows(1, 8);
        float[] floats = new float[40];
        Dequantizer.of(w).readFloats(2, 2, 10, 20, floats, 0, 20);
        assertArrayEquals(Arrays.copyOfRange(w.toFloats(), 90, 110), Arrays.copyOf(floats, 20));
        assertArrayEquals(Arrays.copyOfRange(w.toFloats(), 130, 150), Arrays.copyOfRange(floats, 20, 40));
        short[] bf16 = new short[40];
        Dequantizer.of(w).readBf16(2, 2, 10, 20, bf16, 0, 20);
        for (int i = 0; i < 40; i++) {
            assertEquals(floats[i], value(bf16[i]), Math.abs(floats[i]) / 256);
        }
    }
}
