package org.menura.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Rows of a CSV file (RFC 4180): commas between values, which may stand in double quotes and then span lines. */
final class CsvInput implements AutoCloseable {
    private static final byte[] LINE = {'\n'};

    private final Path file;
    private final ByteInput input;
    private long rowLine;

    CsvInput(Path file) {
        this.file = file;
        this.input = new ByteInput(file);
    }

    /** The line, counted from 1, on which the last row began. */
    long rowLine() {
        return rowLine;
    }

    /** The values of the next row that is not blank, or null at the end. */
    @Nullable
    List<String> next() {
        String line = input.next(LINE);
        while (line != null && line.isBlank()) {
            line = input.next(LINE);
        }
        if (line == null) {
            return null;
        }
        rowLine = input.pieceLine();
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; ; i++) {
            if (i >= line.length()) {
                if (!quoted) {
                    break;
                }
                line = input.next(LINE);
                if (line == null) {
                    throw new FormatException(
                            "%s, line %d: a quoted value begins here that does not end".formatted(file, rowLine));
                }
                value.append('\n');
                i = -1;
                continue;
            }
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                value.append('"');
                i++;
            } else if (c == '"' && (quoted || value.isEmpty())) {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                values.add(value.toString());
                value.setLength(0);
            } else if (quoted || c != '\r' || i + 1 < line.length()) {
                value.append(c);
            }
        }
        values.add(value.toString());
        return values;
    }

    @Override
    public void close() {
        input.close();
    }
}
