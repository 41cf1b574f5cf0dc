package org.menura.x86;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.Dequantizer;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.library.WeightReader;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** Weights that machine code decodes for whoever needs them as numbers: those of the codec, whole rows and parts. */
class X86ReaderTest {
    private static final int COLS = 768;
    private static final int ROWS = 40;

    private static MemorySegment random(Arena arena, DType type) {
        MemorySegment w = arena.allocate(type.bytes((long) ROWS * COLS), 64);
        byte[] bytes = new byte[(int) w.byteSize()];
        new Random(type.ordinal()).nextBytes(bytes);
        MemorySegment.copy(bytes, 0, w, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return w;
    }

    /** All NaN alike. */
    private static List<Float> numbers(float[] x) {
        List<Float> out = new ArrayList<>();
        for (float v : x) {
            out.add(v);
        }
        return out;
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void rowsAndParts(DType type) {
        KernelLibrary library = FoundKernels.get();
        assumeTrue(library != null && library.reader(type, COLS) != null, () -> "no code for " + type);
        try (Arena arena = Arena.ofConfined()) {
            Tensor w = Tensor.of(random(arena, type), type, Shape.of(ROWS, COLS));
            Dequantizer reader = Dequantizer.of(w);
            Dequantizer plain = Dequantizer.plain(w);
            for (int[] part : new int[][] {{0, ROWS, 0, COLS}, {3, 1, 0, COLS}, {5, 7, 256, 256}, {39, 1, 512, 256}}) {
                int stride = part[3] + 5;
                float[] expected = new float[part[1] * stride];
                float[] got = expected.clone();
                plain.readFloats(part[0], part[1], part[2], part[3], expected, 2, stride);
                reader.readFloats(part[0], part[1], part[2], part[3], got, 2, stride);
                assertEquals(numbers(expected), numbers(got));
                short[] rounded = new short[expected.length];
                short[] halves = rounded.clone();
                plain.readBf16(part[0], part[1], part[2], part[3], rounded, 2, stride);
                reader.readBf16(part[0], part[1], part[2], part[3], halves, 2, stride);
                assertArrayEquals(rounded, halves);
            }
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        KernelLibrary library = FoundKernels.get();
        assumeTrue(library != null);
        WeightReader reader = Objects.requireNonNull(library.reader(DType.Q8_0, COLS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment w = random(arena, DType.Q8_0);
            float[] out = new float[2 * COLS];
            Codecs.of(DType.Q8_0).decode(w, 0, out, 0, out.length);
            float[] got = new float[2 * COLS];
            reader.floats(w, 2, got, 0, COLS);
            assertEquals(numbers(out), numbers(got));
            assertThrows(IndexOutOfBoundsException.class, () -> reader.floats(w, 2, got, 1, COLS));
            assertThrows(IndexOutOfBoundsException.class, () -> reader.floats(w, 2, got, -1, COLS));
            assertThrows(IndexOutOfBoundsException.class, () -> reader.floats(w, 2, got, 0, COLS - 1));
            float[] many = new float[(ROWS + 1) * COLS];
            assertThrows(IndexOutOfBoundsException.class, () -> reader.floats(w, ROWS + 1, many, 0, COLS));
        }
    }
}
