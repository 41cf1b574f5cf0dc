package org.menura.eval.task.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonText;

/** Reads a file of plain text: one line a row. */
final class TextRows {
    private TextRows() {}

    static List<Map<String, @Nullable Object>> read(Path file) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (String line : PythonText.lines(Texts.read(file), false)) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("text", line);
            rows.add(row);
        }
        return rows;
    }
}
