package org.menura.tensor.dtype;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuantizedDecodeTest {
    private static String file(DType dtype) {
        return dtype == DType.MXFP4 ? "MXFP4_MOE" : dtype.name();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K",
                "IQ4_NL", "IQ4_XS", "MXFP4", "NVFP4"
            })
    void decodesWhatLlamaCppWrote(DType dtype) {
        float[] decoded = new float[GgufSamples.ELEMENTS];
        MemorySegment stored = GgufSamples.stored(file(dtype), dtype);
        Codecs.of(dtype).decode(stored, 0, decoded, 0, decoded.length);
        assertArrayEquals(GgufSamples.expected(file(dtype)), decoded);
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_0", "Q5_1", "Q6_K", "Q3_K", "IQ4_XS", "MXFP4", "NVFP4"})
    void decodesFromTheMiddleOfNativeMemory(DType dtype) {
        float[] expected = GgufSamples.expected(file(dtype));
        MemorySegment stored = GgufSamples.stored(file(dtype), dtype);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment shifted = arena.allocate(stored.byteSize() + 1);
            MemorySegment.copy(stored, 0, shifted, 1, stored.byteSize());
            float[] decoded = new float[7 + 512 + 1];
            Codecs.of(dtype).decode(shifted, 1 + dtype.bytes(1024), decoded, 7, 512);
            assertArrayEquals(Arrays.copyOfRange(expected, 1024, 1536), Arrays.copyOfRange(decoded, 7, 519));
            assertEquals(0, decoded[6]);
            assertEquals(0, decoded[519]);
        }
    }

    @Test
    void refusesPartsOfBlocks() {
        MemorySegment stored = MemorySegment.ofArray(new byte[144]);
        assertThrows(
                IllegalArgumentException.class, () -> Codecs.of(DType.Q4_K).decode(stored, 0, new float[256], 0, 128));
    }

    @Test
    void refusesReadingBeyondTheEnd() {
        MemorySegment stored = MemorySegment.ofArray(new byte[33]);
        assertThrows(
                IndexOutOfBoundsException.class, () -> Codecs.of(DType.Q8_0).decode(stored, 0, new float[32], 0, 32));
    }

    @Test
    void microscalingExponentOf255IsNan() {
        byte[] block = new byte[17];
        block[0] = (byte) 255;
        float[] decoded = new float[32];
        Codecs.of(DType.MXFP4).decode(MemorySegment.ofArray(block), 0, decoded, 0, 32);
        assertEquals(Float.NaN, decoded[0]);
    }
}
