package org.menura.data;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

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
        return file -> file.toString().endsWith(".csv") || file.toString().endsWith(".csv.gz")
                ? new Rows(file, new CsvInput(file), text, second, label)
                : json.apply(file);
    }

    private static final class Rows implements Cursor<LabelledText> {
        private static final int NONE = -1;

        private final Path file;
        private final CsvInput input;
        private final int columns;
        private final int text;
        private final int second;
        private final int label;

        Rows(Path file, CsvInput input, String text, @Nullable String second, String label) {
            this.file = file;
            this.input = input;
            List<String> header = input.next();
            this.columns = header == null ? 0 : header.size();
            this.text = column(header, text);
            this.second = second == null ? NONE : column(header, second);
            this.label = column(header, label);
        }

        private int column(@Nullable List<String> header, String name) {
            int at = header == null ? -1 : header.indexOf(name);
            if (at < 0) {
                input.close();
                throw new FormatException("%s, line 1: no column is called %s; the header has %s"
                        .formatted(file, name, header == null ? "nothing" : String.join(", ", header)));
            }
            return at;
        }

        @Override
        public @Nullable LabelledText next() {
            List<String> row = input.next();
            if (row == null) {
                return null;
            }
            if (row.size() != columns) {
                throw new FormatException("%s, line %d: %d columns where the header has %d; are quotes missing?"
                        .formatted(file, input.rowLine(), row.size(), columns));
            }
            return new LabelledText(row.get(text), second == NONE ? null : row.get(second), row.get(label));
        }

        @Override
        public void close() {
            input.close();
        }
    }
}
