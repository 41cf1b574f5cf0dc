package org.menura.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.data.source.parquet.ParquetJson;
import org.menura.data.source.parquet.ParquetReader;
import org.menura.format.FormatException;

/**
 * Opens files of objects: by their names, Parquet files, and CSV files whose header names the fields; all others have a JSON object a line
 * or are one list of objects.
 */
final class JsonRows {
    private static final byte[] LINE = {'\n'};

    private JsonRows() {}

    /**
     * Opens a file.
     *
     * @throws FormatException if it can't be what its name says
     * @throws java.io.UncheckedIOException if it can't be read
     */
    static Cursor<JsonLine> open(Path file) {
        if (isParquet(file)) {
            return new ParquetRows(file, ParquetReader.open(file));
        }
        return CsvReader.reads(file) ? new CsvRows(file, new CsvReader(file)) : new Lines(file, new ByteInput(file));
    }

    /** Whether a file has objects that are not written down as JSON. */
    static boolean isTable(Path file) {
        return isParquet(file) || CsvReader.reads(file);
    }

    private static boolean isParquet(Path file) {
        return file.toString().endsWith(".parquet");
    }

    /** The lines of a file, or the entries of the list that it is. */
    private static final class Lines implements Cursor<JsonLine> {
        private final Path file;
        private final ByteInput input;
        private final @Nullable JsonList list;

        Lines(Path file, ByteInput input) {
            this.file = file;
            this.input = input;
            this.list = input.isList() ? new JsonList(file) : null;
        }

        @Override
        public @Nullable JsonLine next() {
            String text = piece();
            while (text != null && text.isBlank()) {
                text = piece();
            }
            return text == null ? null : JsonLine.parse(text, file, input.pieceLine());
        }

        private @Nullable String piece() {
            return list == null ? input.next(LINE) : input.next(list);
        }

        @Override
        public void close() {
            input.close();
        }
    }

    /** Rows of a Parquet file; a row's number is its line. Pictures and sounds in it become files. */
    private record ParquetRows(Path file, ParquetReader parquet) implements Cursor<JsonLine> {
        @Override
        public @Nullable JsonLine next() {
            JsonNode row = parquet.next(fields -> ParquetJson.object(fields, EmbeddedFiles::keep));
            return row == null ? null : new JsonLine(row, file, parquet.number());
        }

        @Override
        public void close() {
            parquet.close();
        }
    }

    /** Rows of a CSV file, all of whose values are texts. */
    private record CsvRows(Path file, CsvReader csv) implements Cursor<JsonLine> {
        @Override
        public @Nullable JsonLine next() {
            SequencedMap<String, String> row = csv.next();
            if (row == null) {
                return null;
            }
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            row.forEach(object::put);
            return new JsonLine(object, file, csv.line());
        }

        @Override
        public void close() {
            csv.close();
        }
    }
}
