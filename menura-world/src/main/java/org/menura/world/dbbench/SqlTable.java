package org.menura.world.dbbench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/** A table: its name, its columns, and its rows, which are texts. */
record SqlTable(String name, List<String> columns, List<List<String>> rows) {
    private static final int MAX_COLUMNS = 500;

    /** Reads a table of a task: values that are no texts become what Python's {@code str} makes of them. */
    static SqlTable of(JsonNode json, String where) {
        JsonNode info = json.path("table_info");
        if (!json.path("table_name").isTextual()
                || !info.path("columns").isArray()
                || !info.path("rows").isArray()) {
            throw new FormatException(where + ": a table needs table_name, and columns and rows in table_info");
        }
        List<String> columns = new ArrayList<>();
        for (JsonNode column : info.path("columns")) {
            if (!column.path("name").isTextual()) {
                throw new FormatException(where + ": a column needs a name");
            }
            columns.add(column.path("name").textValue());
        }
        if (columns.isEmpty() || columns.size() > MAX_COLUMNS) {
            throw new FormatException("%s: a table has 1 to %d columns".formatted(where, MAX_COLUMNS));
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode row : info.path("rows")) {
            if (row.size() != columns.size()) {
                throw new FormatException("%s: row %d of table \"%s\" has %d values for %d columns"
                        .formatted(
                                where,
                                rows.size() + 1,
                                json.path("table_name").textValue(),
                                row.size(),
                                columns.size()));
            }
            List<String> values = new ArrayList<>();
            row.forEach(value -> values.add(Python.str(Python.fromJson(value))));
            rows.add(values);
        }
        return new SqlTable(json.path("table_name").textValue(), columns, rows);
    }

    /** Quotes a name as an identifier. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
