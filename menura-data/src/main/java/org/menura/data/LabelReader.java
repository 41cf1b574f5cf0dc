package org.menura.data;

import java.nio.file.Path;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Readers of labelled texts: CSV files with a header, or JSON lines. */
public final class LabelReader {
    private LabelReader() {}

    /**
     * Returns a reader of labelled texts.
     *
     * @param text field or column of the text
     * @param label field or column of the label: a text, a number or true or false
     */
    public static Function<Path, Cursor<LabelledText>> texts(String text, String label) {
        return texts(text, null, label);
    }

    /**
     * Returns a reader of labelled pairs of texts.
     *
     * @param text field or column of the first text
     * @param second field or column of the second text; null for single texts
     * @param label field or column of the label: a text, a number or true or false
     */
    public static Function<Path, Cursor<LabelledText>> texts(String text, @Nullable String second, String label) {
        Function<Path, Cursor<LabelledText>> json = JsonReader.labelled(text, second, label);
        Function<Path, Cursor<SequencedMap<String, String>>> csv =
                second == null ? CsvReader.rows(text, label) : CsvReader.rows(text, second, label);
        return file -> CsvReader.reads(file) ? new Rows(csv.apply(file), text, second, label) : json.apply(file);
    }

    private record Rows(
            Cursor<SequencedMap<String, String>> rows,
            String text,
            @Nullable String second,
            String label) implements Cursor<LabelledText> {
        @Override
        public @Nullable LabelledText next() {
            SequencedMap<String, String> row = rows.next();
            return row == null
                    ? null
                    : new LabelledText(value(row, text), second == null ? null : value(row, second), value(row, label));
        }

        /** The value of a column that the file has. */
        private static String value(SequencedMap<String, String> row, String column) {
            return Objects.requireNonNull(row.get(column));
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
