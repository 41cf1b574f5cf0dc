package org.menura.tensor.dtype;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Types that can only be read, on blocks of random bytes beside what llama.cpp's own functions make of them. */
class CodeBookDecodeTest {
    private record Blocks(DType dtype, byte[] stored, float[] decoded) {
        static Blocks of(String line) {
            String[] parts = line.split(" ");
            ByteBuffer floats =
                    ByteBuffer.wrap(HexFormat.of().parseHex(parts[2])).order(ByteOrder.LITTLE_ENDIAN);
            float[] decoded = new float[floats.remaining() / Float.BYTES];
            floats.asFloatBuffer().get(decoded);
            return new Blocks(DType.valueOf(parts[0]), HexFormat.of().parseHex(parts[1]), decoded);
        }

        @Override
        public String toString() {
            return dtype.name();
        }
    }

    static List<Blocks> blocks() throws IOException {
        try (InputStream in = CodeBookDecodeTest.class.getResourceAsStream("llama-cpp-blocks.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(Blocks::of)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void decodesWhatLlamaCppDecodes(Blocks blocks) {
        float[] decoded = new float[blocks.decoded.length];
        Codecs.of(blocks.dtype).decode(MemorySegment.ofArray(blocks.stored), 0, decoded, 0, decoded.length);
        assertArrayEquals(blocks.decoded, decoded);
        assertEquals(blocks.stored.length, blocks.dtype.bytes(decoded.length));
    }

    @Test
    void coversEachTypeOfCodeBooksAndFewLevels() throws IOException {
        assertEquals(
                Stream.of(DType.values())
                        .filter(t -> t.compareTo(DType.MXFP4) > 0)
                        .toList(),
                blocks().stream().map(Blocks::dtype).toList());
    }

    @Test
    void saysThatTheyCanNotBeWritten() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Codecs.of(DType.IQ2_XS)
                        .encode(new float[256], 0, 256, MemorySegment.ofArray(new byte[DType.IQ2_XS.blockBytes()]), 0));
    }
}
