package org.menura.eval.task.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Reads separated values with a head line, with the types that pandas gives columns. */
final class CsvRows {
    private static final Set<String> MISSING = Set.of(
            "",
            "#N/A",
            "#N/A N/A",
            "#NA",
            "-1.#IND",
            "-1.#QNAN",
            "-NaN",
            "-nan",
            "1.#IND",
            "1.#QNAN",
            "<NA>",
            "N/A",
            "NA",
            "NULL",
            "NaN",
            "None",
            "n/a",
            "nan",
            "null");
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,18}");
    private static final Pattern REAL =
            Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?(?i:inf|infinity)");
    private static final Set<String> TRUTHS = Set.of("True", "TRUE", "true", "False", "FALSE", "false");

    private CsvRows() {}

    static List<Map<String, @Nullable Object>> read(Path file, char separator, @Nullable List<String> names) {
        List<List<String>> records = records(Texts.read(file), separator, file);
        if (records.isEmpty() && names == null) {
            throw new FormatException(file + " is empty: its first line should name the columns");
        }
        List<String> columns = names == null ? records.removeFirst() : names;
        List<List<@Nullable Object>> values = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            values.add(column(records, column));
        }
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i).size() > columns.size()) {
                throw new FormatException("%s, record %d, has %d values for %d columns"
                        .formatted(file, i + 1, records.get(i).size(), columns.size()));
            }
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            for (int column = 0; column < columns.size(); column++) {
                row.put(columns.get(column), values.get(column).get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<@Nullable Object> column(List<List<String>> records, int column) {
        List<@Nullable String> texts = new ArrayList<>();
        for (List<String> record : records) {
            String text = column < record.size() ? record.get(column) : "";
            texts.add(MISSING.contains(text) ? null : text);
        }
        List<String> present = new ArrayList<>();
        boolean missing = false;
        for (String text : texts) {
            if (text == null) {
                missing = true;
            } else {
                present.add(text);
            }
        }
        List<@Nullable Object> values = new ArrayList<>();
        boolean whole = present.stream().allMatch(t -> WHOLE.matcher(t.strip()).matches());
        boolean real = present.stream().allMatch(t -> REAL.matcher(t.strip()).matches());
        boolean truth = present.stream().allMatch(TRUTHS::contains);
        for (String text : texts) {
            if (text == null) {
                values.add(null);
            } else if (whole && !missing) {
                values.add(Long.parseLong(text.strip()));
            } else if (real) {
                values.add(real(text.strip()));
            } else if (truth) {
                values.add(text.equalsIgnoreCase("true"));
            } else {
                values.add(text);
            }
        }
        return values;
    }

    private static double real(String text) {
        if (text.toLowerCase(Locale.ROOT).contains("inf")) {
            return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return Double.parseDouble(text);
    }

    /** Splits a text into records; quoted values hold separators, line breaks and doubled quotes. */
    private static List<List<String>> records(String text, char separator, Path file) {
        List<List<String>> records = new ArrayList<>();
        List<String> record = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        boolean started = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    value.append('"');
                    i++;
                } else if (c == '"') {
                    quoted = false;
                } else {
                    value.append(c);
                }
            } else if (c == '"' && value.isEmpty()) {
                quoted = true;
                started = true;
            } else if (c == separator) {
                record.add(value.toString());
                value.setLength(0);
                started = true;
            } else if (c == '\n' || c == '\r') {
                if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                    i++;
                }
                if (started || !value.isEmpty()) {
                    record.add(value.toString());
                    records.add(record);
                }
                record = new ArrayList<>();
                value.setLength(0);
                started = false;
            } else {
                value.append(c);
            }
        }
        if (quoted) {
            throw new FormatException(file + " ends inside a quoted value");
        }
        if (started || !value.isEmpty()) {
            record.add(value.toString());
            records.add(record);
        }
        return records;
    }
}
