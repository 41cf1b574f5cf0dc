package org.menura.data;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** A reader of CSV files with a header (RFC 4180). */
public final class CsvReader implements Cursor<SequencedMap<String, String>> {
    private final Path file;
    private final CsvInput input;
    private final List<String> header;

    /**
     * Opens a file.
     *
     * @throws java.io.UncheckedIOException if it can't be read
     */
    CsvReader(Path file) {
        this.file = file;
        this.input = new CsvInput(file);
        List<String> first = input.next();
        this.header = first == null ? List.of() : first;
    }

    /**
     * Returns a reader of rows as values by column.
     *
     * @param columns that a file must have
     */
    public static Function<Path, Cursor<SequencedMap<String, String>>> rows(String... columns) {
        return file -> {
            CsvReader reader = new CsvReader(file);
            for (String column : columns) {
                if (!reader.header.contains(column)) {
                    reader.close();
                    throw new FormatException("%s, line 1: no column is called %s; the header has %s"
                            .formatted(
                                    file,
                                    column,
                                    reader.header.isEmpty() ? "nothing" : String.join(", ", reader.header)));
                }
            }
            return reader;
        };
    }

    /** Whether a file is one by its name. */
    static boolean reads(Path file) {
        String name = file.toString();
        return name.endsWith(".csv") || name.endsWith(".csv.gz");
    }

    /** Returns the line, counted from 1, on which the last row began. */
    long line() {
        return input.rowLine();
    }

    @Override
    public @Nullable SequencedMap<String, String> next() {
        List<String> row = input.next();
        if (row == null) {
            return null;
        }
        if (row.size() != header.size()) {
            throw new FormatException("%s, line %d: %d columns where the header has %d; are quotes missing?"
                    .formatted(file, input.rowLine(), row.size(), header.size()));
        }
        SequencedMap<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) {
            values.put(header.get(i), row.get(i));
        }
        return values;
    }

    @Override
    public void close() {
        input.close();
    }
}
