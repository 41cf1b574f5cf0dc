package org.menura.data.source.parquet;

import dev.hardwood.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.data.source.parquet.ThriftStruct.Wire;
import org.menura.format.FormatException;

/**
 * Checks what a Parquet file says of its parts: lengths lie in the file, columns don't overlap, pages unpack to no more
 * than their codec can pack, and there are no more values than its bytes may hold. Hardwood 1.0.1 allocates by these
 * numbers as they are.
 *
 * @see <a href="https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift">the structures</a>,
 *     whose fields' numbers are used here
 */
final class ParquetLayout {
    private static final int TAIL = 8;

    /** Old writers leave the header of the dictionary out of a chunk's length. */
    private static final int PADDING = 100;

    private final FileParts file;
    private final PageWalk walk;
    private long bytesLeft;

    private ParquetLayout(InputFile input) throws IOException {
        this.file = new FileParts(input, input.length());
        this.walk = new PageWalk(file);
        this.bytesLeft = file.length();
    }

    /**
     * Checks an open file.
     *
     * @throws FormatException if a part can't be as the file says
     */
    static void check(InputFile file) throws IOException {
        new ParquetLayout(file).check();
    }

    private void check() throws IOException {
        if (file.length() < TAIL) {
            throw new FormatException("it has %d bytes".formatted(file.length()));
        }
        long bytes = file.part(file.length() - TAIL, TAIL).getInt(0) & 0xFFFFFFFFL;
        if (bytes < 1 || bytes > file.length() - TAIL) {
            throw new FormatException(
                    "its metadata would have %d bytes, the file has %d".formatted(bytes, file.length()));
        }
        ThriftStruct footer =
                FileParts.struct(file.part(file.length() - TAIL - bytes, bytes), "its metadata", ThriftStruct::read);
        footer.expect(Fields.FOOTER).structs(5).forEach(e -> e.expect(Fields.KEY_VALUE));
        footer.structs(7).forEach(ThriftStruct::expectUnion);
        List<ThriftStruct> schema = footer.structs(2);
        schema.forEach(ParquetLayout::type);
        List<Leaf> leaves = Leaf.of(schema);
        for (ThriftStruct group : footer.structs(4)) {
            group.expect(Fields.ROW_GROUP).structs(4);
            List<ThriftStruct> columns = group.structs(1);
            if (columns.size() > leaves.size()) {
                throw new FormatException(
                        "a group of rows has %d columns, its schema %d".formatted(columns.size(), leaves.size()));
            }
            for (int i = 0; i < columns.size(); i++) {
                chunk(columns.get(i), leaves.get(i), group.int64(3) == 0);
            }
        }
    }

    private static void type(ThriftStruct node) {
        ThriftStruct type = node.expect(Fields.SCHEMA_NODE).struct(10);
        if (type == null) {
            return;
        }
        int kind = type.expectUnion();
        ThriftStruct of = Objects.requireNonNull(type.struct(kind)).expect(Fields.LOGICAL.getOrDefault(kind, ""));
        ThriftStruct unit = kind == Fields.TIME || kind == Fields.TIMESTAMP ? of.struct(2) : null;
        if (unit != null) {
            unit.expectUnion();
        }
    }

    private void chunk(ThriftStruct column, Leaf leaf, boolean empty) throws IOException {
        ThriftStruct meta = column.expect(Fields.COLUMN).struct(3);
        if (meta == null) {
            return; // an encrypted one, which is refused by name
        }
        lists(meta);
        long dictionary = meta.int64(11);
        long start = dictionary > 0 ? dictionary : meta.int64(9);
        long bytes = meta.int64(7);
        if (start < 0 || bytes < 0 || bytes > file.length() - start) {
            throw new FormatException(
                    "a column would have %d bytes at %d, the file has %d".formatted(bytes, start, file.length()));
        }
        bytesLeft -= bytes;
        if (bytesLeft < 0) {
            throw new FormatException("its columns would have more bytes than the file");
        }
        Map<Long, Long> pages = new HashMap<>();
        PageCodec codec = PageCodec.of(meta.int32(4));
        long end = Math.min(file.length(), start + bytes + PADDING);
        long values = meta.int64(5);
        for (long at = start; at < start + bytes || (values > 0 && at < end); ) {
            PageWalk.Page page = walk.page(at, end - at, codec, leaf);
            pages.put(at, page.bytes());
            at += page.bytes();
            values -= page.values();
        }
        // Of groups without rows some writers leave the place out.
        long first = meta.int64(9);
        if (!pages.containsKey(first) && !(empty && first == 0)) {
            throw new FormatException("a column would begin with the page at %d, which is not there".formatted(first));
        }
        index(column, pages);
    }

    private static void lists(ThriftStruct meta) {
        meta.expect(Fields.COLUMN_META);
        meta.expect(Wire.I32, 2);
        meta.expect(Wire.BINARY, 3);
        meta.structs(8).forEach(e -> e.expect(Fields.KEY_VALUE));
        meta.structs(13);
        meta.expectIn(12, Fields.STATISTICS);
        ThriftStruct geography = meta.struct(17);
        if (geography != null) {
            geography.expect(Fields.GEOGRAPHY).expect(Wire.I32, 2);
            geography.expectIn(1, Fields.BOX);
        }
    }

    private void index(ThriftStruct column, Map<Long, Long> pages) throws IOException {
        ThriftStruct bounds = table(column.int64(6), column.int32(7), ThriftStruct::readWithTruths);
        if (bounds != null) {
            bounds.expect(Fields.BOUNDS);
            bounds.expect(Wire.FALSE, 1);
            bounds.expect(Wire.BINARY, 2, 3);
            bounds.expect(Wire.I64, 5, 6, 7);
        }
        ThriftStruct offsets = table(column.int64(4), column.int32(5), ThriftStruct::read);
        if (offsets == null) {
            return;
        }
        offsets.expect(Fields.OFFSETS).expect(Wire.I64, 2);
        for (ThriftStruct place : offsets.structs(1)) {
            place.expect(Fields.PLACE);
            if (pages.getOrDefault(place.int64(1), -1L) != place.int32(2)) {
                throw new FormatException("its index names a page at %d that is not there".formatted(place.int64(1)));
            }
        }
    }

    private @Nullable ThriftStruct table(long at, int bytes, Function<ByteBuffer, ThriftStruct> reader)
            throws IOException {
        return at == 0 && bytes == 0 ? null : FileParts.struct(file.part(at, bytes), "an index", reader);
    }
}
