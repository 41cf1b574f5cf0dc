package org.menura.data.source.parquet;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.menura.format.FormatException;

/**
 * Reads integers as differences ({@code DELTA_BINARY_PACKED}), and checks the pages that begin with them: Hardwood 1.0.1
 * allocates by their header and by the lengths that they hold as they are.
 *
 * @see <a href="https://github.com/apache/parquet-format/blob/master/Encodings.md">the encodings</a>
 */
final class DeltaBlocks {
    static final int PACKED = 5;
    static final int LENGTHS = 6;
    static final int PREFIXES = 7;

    /** Writers use 128. */
    private static final int MAX_BLOCK = 1 << 16;

    private final ByteBuffer in;

    private DeltaBlocks(ByteBuffer in) {
        this.in = in;
    }

    /**
     * Checks the values of a page.
     *
     * @param in at its values
     * @param encoding one of the three
     * @param count how many values the page has, which are there
     * @return the bytes of its texts together
     * @throws FormatException if they can't be so
     */
    static long check(ByteBuffer in, int encoding, int count) {
        try {
            DeltaBlocks blocks = new DeltaBlocks(in);
            long[] first = blocks.read(count);
            return switch (encoding) {
                case PACKED -> 0;
                case LENGTHS -> texts(new long[first.length], first, in.remaining());
                default -> {
                    long[] suffixes = blocks.read(count);
                    yield texts(first, suffixes, in.remaining());
                }
            };
        } catch (BufferUnderflowException e) {
            throw new FormatException("a page of differences ends too early", e);
        }
    }

    private static long texts(long[] prefixes, long[] suffixes, long remaining) {
        if (prefixes.length != suffixes.length) {
            throw new FormatException(
                    "a page has %d beginnings of texts and %d ends".formatted(prefixes.length, suffixes.length));
        }
        long left = remaining;
        long before = 0;
        long sum = 0;
        for (int i = 0; i < prefixes.length; i++) {
            if (prefixes[i] < 0 || prefixes[i] > before || suffixes[i] < 0 || suffixes[i] > left) {
                throw new FormatException("text %d of a page would share %d bytes of %d and have %d more of %d"
                        .formatted(i, prefixes[i], before, suffixes[i], left));
            }
            left -= suffixes[i];
            before = prefixes[i] + suffixes[i];
            sum += before;
        }
        return sum;
    }

    private long[] read(int count) {
        long block = unsigned();
        long miniblocks = unsigned();
        long total = unsigned();
        if (block <= 0 || block > MAX_BLOCK || miniblocks <= 0 || block % miniblocks != 0 || total != count) {
            throw new FormatException("a page of %d values has differences of %d in %d blocks of %d"
                    .formatted(count, total, miniblocks, block));
        }
        int each = (int) (block / miniblocks);
        long[] out = new long[count];
        long value = signed();
        int done = 0;
        if (count > 0) {
            out[done++] = value;
        }
        byte[] widths = new byte[(int) miniblocks];
        while (done < count) {
            long least = signed();
            in.get(widths);
            for (int b = 0; b < miniblocks && done < count; b++) {
                int width = widths[b] & 0xFF;
                int bytes = Math.ceilDiv(each * width, Byte.SIZE);
                if (width > Long.SIZE || bytes > in.remaining()) {
                    throw new BufferUnderflowException();
                }
                int start = in.position();
                for (int i = 0; i < each && done < count; i++) {
                    value += least + bits(start, (long) i * width, width);
                    out[done++] = value;
                }
                in.position(start + bytes);
            }
        }
        return out;
    }

    private long bits(int start, long from, int width) {
        long out = 0;
        for (int bit = 0; bit < width; ) {
            long at = from + bit;
            int shift = (int) (at % Byte.SIZE);
            int taken = Math.min(Byte.SIZE - shift, width - bit);
            int part = ((in.get(start + (int) (at / Byte.SIZE)) & 0xFF) >>> shift) & ((1 << taken) - 1);
            out |= (long) part << bit;
            bit += taken;
        }
        return out;
    }

    private long unsigned() {
        return Varints.unsigned(in);
    }

    private long signed() {
        return Varints.signed(in);
    }
}
