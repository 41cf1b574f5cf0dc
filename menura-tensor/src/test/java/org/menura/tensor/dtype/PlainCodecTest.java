package org.menura.tensor.dtype;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PlainCodecTest {
    private static float[] decode(DType dtype, ByteBuffer bytes) {
        float[] values = new float[bytes.capacity() / dtype.blockBytes()];
        MemorySegment stored = MemorySegment.ofArray(bytes.array());
        Codecs.of(dtype).decode(stored, 0, values, 0, values.length);
        return values;
    }

    private static int encode(DType dtype, float value) {
        byte[] bytes = new byte[dtype.blockBytes()];
        Codecs.of(dtype).encode(new float[] {value}, 0, 1, MemorySegment.ofArray(bytes), 0);
        return bytes.length == 1 ? bytes[0] & 0xff : bytes[0] & 0xff | (bytes[1] & 0xff) << 8;
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "F8_E4M3", "F8_E5M2"})
    void everyPatternSurvives(DType dtype) {
        int patterns = 1 << 8 * dtype.blockBytes();
        ByteBuffer bytes = littleEndian(patterns * dtype.blockBytes());
        for (int i = 0; i < patterns; i++) {
            if (dtype.blockBytes() == 1) {
                bytes.put((byte) i);
            } else {
                bytes.putShort((short) i);
            }
        }
        float[] values = decode(dtype, bytes);
        byte[] back = new byte[bytes.capacity()];
        MemorySegment stored = MemorySegment.ofArray(back);
        Codecs.of(dtype).encode(values, 0, patterns, stored, 0);
        float[] again = decode(dtype, ByteBuffer.wrap(back));
        for (int i = 0; i < patterns; i++) {
            int at = i * dtype.blockBytes();
            if (Float.isNaN(values[i])) {
                assertTrue(Float.isNaN(again[i]), "pattern " + i);
            } else {
                int code = dtype.blockBytes() == 1
                        ? back[at] & 0xff
                        : stored.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at) & 0xffff;
                assertEquals(i, code);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "F16, 1, 0x3c00",
        "F16, -65504, 0xfbff",
        "F16, 65520, 0x7c00",
        "F16, 1.00048828125, 0x3c00",
        "F16, 1.00146484375, 0x3c02",
        "F16, 5.9604645e-8, 0x0001",
        "F16, 2.9802322e-8, 0x0000",
        "BF16, 1, 0x3f80",
        "BF16, 1.00390625, 0x3f80",
        "BF16, 1.01171875, 0x3f82",
        "BF16, 3.4028235e38, 0x7f80",
        "F8_E4M3, 448, 0x7e",
        "F8_E4M3, 464, 0x7e",
        "F8_E4M3, 465, 0x7f",
        "F8_E4M3, -1e9, 0xff",
        "F8_E4M3, 0.001953125, 0x01",
        "F8_E4M3, 0.0009765625, 0x00",
        "F8_E4M3, 1.0625, 0x38",
        "F8_E4M3, 1.1875, 0x3a",
        "F8_E4M3, Infinity, 0x7f",
        "F8_E5M2, 57344, 0x7b",
        "F8_E5M2, 61439, 0x7b",
        "F8_E5M2, 61440, 0x7c",
        "F8_E5M2, -Infinity, 0xfc",
        "F8_E5M2, 1.125, 0x3c",
        "F8_E5M2, 1.375, 0x3e"
    })
    void roundsToNearestEven(DType dtype, float value, String code) {
        assertEquals(Integer.decode(code), encode(dtype, value));
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "F8_E4M3", "F8_E5M2"})
    void keepsNan(DType dtype) {
        ByteBuffer bytes = littleEndian(dtype.blockBytes());
        int code = encode(dtype, Float.intBitsToFloat(0x7f800001));
        if (dtype.blockBytes() == 1) {
            bytes.put((byte) code);
        } else {
            bytes.putShort((short) code);
        }
        assertTrue(Float.isNaN(decode(dtype, bytes)[0]));
    }

    @Test
    void readsIntegers() {
        ByteBuffer longs = littleEndian(16).putLong(-5).putLong(1L << 40);
        assertArrayEquals(new float[] {-5, 1L << 40}, decode(DType.I64, longs));
        ByteBuffer ints = littleEndian(8).putInt(-7).putInt(1 << 30);
        assertArrayEquals(new float[] {-7, 1 << 30}, decode(DType.I32, ints));
        ByteBuffer shorts = littleEndian(4).putShort((short) -300).putShort((short) 300);
        assertArrayEquals(new float[] {-300, 300}, decode(DType.I16, shorts));
        ByteBuffer bytes = littleEndian(2).put((byte) -1).put((byte) 2);
        assertArrayEquals(new float[] {-1, 2}, decode(DType.I8, bytes));
        assertArrayEquals(new float[] {255, 2}, decode(DType.U8, bytes));
        assertArrayEquals(new float[] {1, 1}, decode(DType.BOOL, bytes));
    }

    @Test
    void convertsWideFloats() {
        ByteBuffer doubles = littleEndian(16).putDouble(0.1).putDouble(1e300);
        assertArrayEquals(new float[] {0.1f, Float.POSITIVE_INFINITY}, decode(DType.F64, doubles));
        byte[] bytes = new byte[16];
        Codecs.of(DType.F64).encode(new float[] {0.1f, -2}, 0, 2, MemorySegment.ofArray(bytes), 0);
        assertArrayEquals(new float[] {0.1f, -2}, decode(DType.F64, ByteBuffer.wrap(bytes)));
    }
}
