package org.menura.eval.task.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.PythonText;

/** Reads a file of plain text: a line, a paragraph or the whole file a row. */
final class TextRows {
    private TextRows() {}

    static List<Map<String, @Nullable Object>> read(Path file, Map<?, ?> settings) {
        String text = Texts.readMarked(file).replace("\r\n", "\n").replace('\r', '\n');
        Object by = settings.get("sample_by") == null ? "line" : settings.get("sample_by");
        List<String> samples = switch (String.valueOf(by)) {
            case "line" -> lines(text, Boolean.TRUE.equals(settings.get("keep_linebreaks")));
            case "paragraph" ->
                PythonText.split(text, "\n\n", -1).stream()
                        .filter(paragraph -> !paragraph.isEmpty())
                        .toList();
            case "document" -> List.of(text);
            default ->
                throw new FormatException(
                        "dataset_kwargs.sample_by is %s; text is read by line, paragraph or document".formatted(by));
        };
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (String sample : samples) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("text", sample);
            rows.add(row);
        }
        return rows;
    }

    private static List<String> lines(String text, boolean keepEnds) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            int next = end < 0 ? text.length() : end + 1;
            lines.add(text.substring(start, keepEnds || end < 0 ? next : end));
            start = next;
        }
        return lines;
    }
}
