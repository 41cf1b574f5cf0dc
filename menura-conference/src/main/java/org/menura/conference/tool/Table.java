package org.menura.conference.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;

/** Reads tables of comma-separated values. */
final class Table {
    private Table() {}

    /** A row by the names of its columns. */
    record Row(Path file, Map<String, String> cells) {
        String get(String name) {
            String value = cells.get(name);
            if (value == null) {
                throw new FormatException("%s has no column '%s'".formatted(file, name));
            }
            return value;
        }

        int number(String name) {
            return Integer.parseInt(get(name));
        }

        boolean yes(String name) {
            return get(name).equals("yes");
        }

        List<String> list(String name) {
            String value = get(name);
            return value.isEmpty() ? List.of() : List.of(value.split("\\|"));
        }
    }

    static List<Row> read(Path file) throws IOException {
        List<Row> out = new ArrayList<>();
        List<String> names = List.of();
        for (String line : Files.readAllLines(file)) {
            List<String> cells = split(line);
            if (names.isEmpty()) {
                names = cells;
                continue;
            }
            if (cells.size() != names.size()) {
                throw new FormatException(
                        "%s has %d columns, but a line of %d: %s".formatted(file, names.size(), cells.size(), line));
            }
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < cells.size(); i++) {
                row.put(names.get(i), cells.get(i));
            }
            out.add(new Row(file, row));
        }
        return out;
    }

    private static List<String> split(String line) {
        List<String> out = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                out.add(cell.toString());
                cell = new StringBuilder();
            } else {
                cell.append(c);
            }
        }
        out.add(cell.toString());
        return out;
    }
}
