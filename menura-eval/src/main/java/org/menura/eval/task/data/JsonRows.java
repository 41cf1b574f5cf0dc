package org.menura.eval.task.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Reads JSON Lines, or one JSON array of objects. */
final class JsonRows {
    /** As far as datasets looks for types. */
    private static final int FIRST_BATCH = 10 << 20;

    private JsonRows() {}

    /**
     * Rows of a file.
     *
     * @param first how many of them its types are inferred from
     * @param lines whether Arrow reads them as JSON Lines: other files come to it as tables
     */
    record Raw(List<Map<String, @Nullable Object>> rows, int first, boolean lines) {}

    static Raw read(Path file, @Nullable String field) {
        String text = text(file);
        if (field != null) {
            Object whole = parse(text, file, 1);
            Object inside = whole instanceof Map<?, ?> map ? map.get(field) : null;
            if (!(inside instanceof List<?> list)) {
                throw new FormatException("%s has no list in its field \"%s\"".formatted(file, field));
            }
            return array(list, file, false);
        }
        String start = text.stripLeading();
        if (start.startsWith("[") && parse(text, file, 1) instanceof List<?> list) {
            return array(list, file, true);
        }
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        int first = -1;
        int number = 0;
        int position = 0;
        int bytes = 0;
        while (position < text.length()) {
            int end = text.indexOf('\n', position);
            String line = text.substring(position, end < 0 ? text.length() : end);
            position = end < 0 ? text.length() : end + 1;
            number++;
            if (!line.isBlank()) {
                rows.add(row(parse(line, file, number), file, number));
            }
            bytes = first < 0 ? bytes + line.getBytes(StandardCharsets.UTF_8).length + 1 : bytes;
            if (bytes >= FIRST_BATCH && first < 0) {
                first = rows.size();
            }
        }
        return new Raw(rows, first < 0 ? rows.size() : first, true);
    }

    private static Raw array(List<?> list, Path file, boolean lines) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Object item : list) {
            rows.add(JsonValues.coarse(
                    item instanceof Map<?, ?> ? row(item, file, rows.size() + 1) : textRow(item), !lines));
        }
        return new Raw(lines ? rows : PandasColumns.of(rows), rows.size(), lines);
    }

    private static Map<String, @Nullable Object> textRow(@Nullable Object item) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("text", item);
        return row;
    }

    private static Map<String, @Nullable Object> row(@Nullable Object value, Path file, int number) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new FormatException("%s, row %d, is no JSON object".formatted(file, number));
        }
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        map.forEach((name, item) -> row.put(String.valueOf(name), item));
        return row;
    }

    private static @Nullable Object parse(String text, Path file, int line) {
        try {
            return JsonValues.parse(text);
        } catch (FormatException e) {
            throw new FormatException("%s, line %d: %s".formatted(file, line, e.getMessage()), e);
        }
    }

    private static String text(Path file) {
        return Texts.read(file);
    }
}
