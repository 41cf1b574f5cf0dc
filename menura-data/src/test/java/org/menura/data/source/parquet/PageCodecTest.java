package org.menura.data.source.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.format.FormatException;
import org.xerial.snappy.Snappy;

final class PageCodecTest {
    private static final byte[] PAGE = "what is packed, is packed, is packed again".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4", "LZ4_RAW"})
    void pagesComeOutAsTheyWentIn(PageCodec codec) throws IOException {
        ByteBuffer packed = ByteBuffer.wrap(packed(codec));
        assertEquals(ByteBuffer.wrap(PAGE), codec.unpack(packed, PAGE.length));
    }

    @Test
    void framesOfHadoopAreUnpackedOneByOne() throws IOException {
        byte[] packed = packed(PageCodec.LZ4_RAW);
        ByteBuffer frames = ByteBuffer.allocate(2 * (packed.length + 8));
        for (int i = 0; i < 2; i++) {
            frames.putInt(PAGE.length).putInt(packed.length).put(packed);
        }
        ByteBuffer twice =
                ByteBuffer.allocate(2 * PAGE.length).put(PAGE).put(PAGE).flip();
        assertEquals(twice, PageCodec.LZ4.unpack(frames.flip(), 2 * PAGE.length));
    }

    @ParameterizedTest
    @EnumSource(names = {"SNAPPY", "ZSTD", "LZ4", "LZ4_RAW"})
    void pagesLongerThanTheySayAreRefused(PageCodec codec) throws IOException {
        ByteBuffer packed = ByteBuffer.wrap(packed(codec));
        assertThrows(FormatException.class, () -> codec.unpack(packed, PAGE.length - 1));
    }

    private static byte[] packed(PageCodec codec) throws IOException {
        return switch (codec) {
            case SNAPPY -> Snappy.compress(PAGE);
            case ZSTD -> Zstd.compress(PAGE);
            case LZ4, LZ4_RAW -> LZ4Factory.safeInstance().fastCompressor().compress(PAGE);
            case GZIP -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                    gzip.write(PAGE);
                }
                yield out.toByteArray();
            }
            default -> PAGE;
        };
    }
}
