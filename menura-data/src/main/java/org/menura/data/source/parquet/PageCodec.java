package org.menura.data.source.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4Factory;
import org.menura.data.runtime.PinnedArrays;
import org.menura.format.FormatException;
import org.xerial.snappy.Snappy;

/** How a page's bytes are packed ({@code CompressionCodec} of the format), and how well that can be done at the best. */
enum PageCodec {
    UNCOMPRESSED(1),
    /** Copies of up to 64 bytes take three. */
    SNAPPY(32),
    /** Deflate's longest copies have 258 bytes and take two bits. */
    GZIP(1032),
    LZO(0),
    BROTLI(0),
    /** A byte of a match's length stands for 255. */
    LZ4(256),
    /** A block of 128 KB of the same byte takes four. */
    ZSTD(1 << 15),
    LZ4_RAW(256);

    private static final long SLACK = 1 << 16;

    private final long ratio;

    PageCodec(long ratio) {
        this.ratio = ratio;
    }

    /**
     * The codec of a number.
     *
     * @throws FormatException if it is not read here
     */
    static PageCodec of(int number) {
        if (number < 0 || number >= values().length || values()[number].ratio == 0) {
            throw new FormatException(
                    "its columns are packed by %s, which is not read; write it with zstd, snappy, gzip or lz4"
                            .formatted(number < 0 || number >= values().length ? "codec " + number : values()[number]));
        }
        PageCodec codec = values()[number];
        if (codec == ZSTD || codec == LZ4 || codec == LZ4_RAW) {
            PinnedArrays.check(codec.toString());
        }
        return codec;
    }

    /** The most bytes that so many packed ones can hold. */
    long most(long packed) {
        return SLACK + ratio * packed;
    }

    /**
     * Unpacks a page.
     *
     * @param size how many bytes it has, by its header
     */
    ByteBuffer unpack(ByteBuffer packed, int size) throws IOException {
        try {
            return switch (this) {
                case UNCOMPRESSED -> packed;
                case SNAPPY -> {
                    ByteBuffer in = direct(packed);
                    if (Snappy.uncompressedLength(in.duplicate()) > size) {
                        throw new FormatException("a page unpacks to more than %d bytes".formatted(size));
                    }
                    ByteBuffer out = ByteBuffer.allocateDirect(size);
                    Snappy.uncompress(in, out);
                    yield out;
                }
                case GZIP -> {
                    byte[] bytes = new byte[packed.remaining()];
                    packed.get(bytes);
                    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                        yield ByteBuffer.wrap(in.readNBytes(size));
                    }
                }
                case ZSTD -> {
                    ByteBuffer out = ByteBuffer.allocateDirect(size);
                    Zstd.decompress(out, direct(packed));
                    yield out.flip();
                }
                case LZ4_RAW -> {
                    ByteBuffer out = ByteBuffer.allocateDirect(size);
                    lz4(direct(packed), out);
                    yield out.flip();
                }
                case LZ4 -> {
                    ByteBuffer out = ByteBuffer.allocateDirect(size);
                    hadoop(direct(packed), out);
                    yield out.flip();
                }
                default -> throw new FormatException("pages of deltas packed by %s are not read".formatted(this));
            };
        } catch (RuntimeException e) {
            if (e instanceof FormatException format) {
                throw format;
            }
            throw new FormatException("a page can't be unpacked: %s".formatted(e), e);
        }
    }

    private static void lz4(ByteBuffer in, ByteBuffer out) {
        LZ4Factory.fastestInstance().safeDecompressor().decompress(in, out);
    }

    /** Frames as Hadoop writes them: two lengths before each, unpacked and packed, the highest byte first; or none. */
    private static void hadoop(ByteBuffer in, ByteBuffer out) {
        ByteBuffer lengths = in.duplicate().order(ByteOrder.BIG_ENDIAN);
        while (in.hasRemaining()) {
            int at = in.position();
            boolean framed = in.remaining() >= 2 * Integer.BYTES
                    && within(lengths.getInt(at), out.remaining())
                    && within(lengths.getInt(at + Integer.BYTES), in.remaining() - 2 * Integer.BYTES);
            if (!framed) {
                lz4(in, out);
                return;
            }
            int begin = at + 2 * Integer.BYTES;
            int packed = lengths.getInt(at + Integer.BYTES);
            lz4(in.slice(begin, packed), out);
            in.position(begin + packed);
        }
    }

    private static boolean within(int length, int most) {
        return length >= 0 && length <= most;
    }

    private static ByteBuffer direct(ByteBuffer bytes) {
        return bytes.isDirect()
                ? bytes
                : ByteBuffer.allocateDirect(bytes.remaining())
                        .put(bytes.duplicate())
                        .flip();
    }
}
