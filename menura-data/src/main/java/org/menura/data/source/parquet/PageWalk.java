package org.menura.data.source.parquet;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Goes through the pages of a file's columns and checks each against the bytes that it has. */
final class PageWalk {
    private static final long LEAST_VALUES = 1 << 22;
    private static final long LEAST_TEXT = 1 << 26;
    private static final long A_BYTE = 4096;
    private static final int FIRST_HEADER = 1 << 12;
    private static final int RLE = 3;

    private final FileParts file;
    private long valuesLeft;
    private long textLeft;

    PageWalk(FileParts file) {
        this.file = file;
        this.valuesLeft = LEAST_VALUES + A_BYTE * file.length();
        this.textLeft = LEAST_TEXT + A_BYTE * file.length();
    }

    /**
     * @param bytes with its header
     * @param values those of a data page
     */
    record Page(long bytes, long values) {}

    /**
     * Checks a page.
     *
     * @param most how many bytes it may have, with its header
     * @throws FormatException if it can't be as it says
     */
    Page page(long at, long most, PageCodec codec, Leaf leaf) throws IOException {
        ByteBuffer bytes = file.part(at, Math.min(most, FIRST_HEADER));
        ThriftStruct header;
        try {
            header = ThriftStruct.read(bytes);
        } catch (BufferUnderflowException e) { // one with long statistics
            bytes = file.part(at, Math.min(most, Integer.MAX_VALUE));
            header = FileParts.struct(bytes, "the page at %d".formatted(at), ThriftStruct::read);
        }
        header.expect(Fields.PAGE);
        int unpacked = header.int32(2);
        int packed = header.int32(3);
        long rest = most - bytes.position();
        if (packed < 0 || packed > rest) {
            throw new FormatException("a page at %d would have %d bytes of %d".formatted(at, packed, rest));
        }
        if (unpacked < 0 || unpacked > codec.most(packed)) {
            throw new FormatException("a page at %d of %d bytes would unpack to %d".formatted(at, packed, unpacked));
        }
        ThriftStruct dictionary = header.struct(7);
        if (dictionary != null && dictionary.expect(Fields.DICTIONARY).int32(1) > unpacked) {
            throw new FormatException(
                    "a dictionary at %d of %d bytes would have %d words".formatted(at, unpacked, dictionary.int32(1)));
        }
        types(header.struct(5), Fields.DATA_PAGE, 5);
        types(header.struct(8), Fields.DATA_PAGE_2, 8);
        Body body = new Body(at + bytes.position(), packed, unpacked, codec);
        long values = (long) first(header.struct(5), body, leaf) + second(header.struct(8), body, leaf);
        return new Page(bytes.position() + packed, values);
    }

    private static void types(@Nullable ThriftStruct page, String types, int statistics) {
        if (page != null) {
            page.expect(types).expectIn(statistics, Fields.STATISTICS);
        }
    }

    /** What comes behind a page's header. */
    private record Body(long at, int packed, int unpacked, PageCodec codec) {}

    /** A data page of the first version: levels and values are packed together, each of the levels behind its length. */
    private int first(@Nullable ThriftStruct page, Body body, Leaf leaf) throws IOException {
        int values = values(page, body);
        if (page != null && deltas(page.int32(2))) {
            if (page.int32(3) != RLE || page.int32(4) != RLE) {
                throw new FormatException(
                        "a page at %d mixes differences with levels of another time".formatted(body.at));
            }
            ByteBuffer in = body.codec.unpack(file.part(body.at, body.packed), body.unpacked);
            in.order(ByteOrder.LITTLE_ENDIAN);
            if (leaf.repetition() > 0) {
                levels(in, length(in), body);
            }
            int present = values;
            if (leaf.definition() > 0) {
                present = Levels.present(levels(in, length(in), body), values, leaf.definition());
            }
            texts(in, page.int32(2), present);
        }
        return values;
    }

    /** A data page of the second version: levels are in front, not packed. */
    private int second(@Nullable ThriftStruct page, Body body, Leaf leaf) throws IOException {
        int values = values(page, body);
        if (page != null && deltas(page.int32(4))) {
            ByteBuffer in = file.part(body.at, body.packed);
            levels(in, page.int32(6), body);
            ByteBuffer definitions = levels(in, page.int32(5), body);
            int present = values;
            if (leaf.definition() > 0 && definitions.hasRemaining()) {
                present = Levels.present(definitions, values, leaf.definition());
            }
            int size = Math.max(0, body.unpacked - in.position());
            ByteBuffer rest = in.slice();
            boolean plain = !page.truth(7, true) || !rest.hasRemaining();
            texts(plain ? rest : body.codec.unpack(rest, size), page.int32(4), present);
        }
        return values;
    }

    private static boolean deltas(int encoding) {
        return encoding >= DeltaBlocks.PACKED && encoding <= DeltaBlocks.PREFIXES;
    }

    private static int length(ByteBuffer in) {
        return in.remaining() < Integer.BYTES ? -1 : in.getInt();
    }

    /** The next bytes, which are levels. */
    private static ByteBuffer levels(ByteBuffer in, int bytes, Body body) {
        if (bytes < 0 || bytes > in.remaining()) {
            throw new FormatException("the levels of a page at %d would have %d bytes".formatted(body.at, bytes));
        }
        ByteBuffer levels = in.slice(in.position(), bytes);
        in.position(in.position() + bytes);
        return levels;
    }

    private void texts(ByteBuffer in, int encoding, int present) {
        if (present == 0 && !in.hasRemaining()) {
            return;
        }
        textLeft -= DeltaBlocks.check(in, encoding, present);
        if (textLeft < 0) {
            throw new FormatException(
                    "its texts would be longer than a file of %d bytes may have".formatted(file.length()));
        }
    }

    private int values(@Nullable ThriftStruct page, Body body) {
        int values = page == null ? 0 : page.int32(1);
        if (values < 0 || values > valuesLeft) {
            throw new FormatException("a page at %d would have %d values, more than a file of %d bytes may have"
                    .formatted(body.at, values, file.length()));
        }
        valuesLeft -= values;
        return values;
    }
}
