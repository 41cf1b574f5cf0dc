package org.menura.detect.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.data.Rows;
import org.menura.eval.task.data.TaskData;

/** Reads a CSV file with a head line. */
public final class CsvTable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CsvTable() {}

    /** Returns a map from column to value for each row; empty values are null nodes. */
    public static List<Map<String, JsonNode>> read(Path file) {
        Path whole = file.toAbsolutePath();
        Path folder = whole.getParent();
        List<Map<String, JsonNode>> out = new ArrayList<>();
        for (Rows split : TaskData.read(
                        "csv", null, Map.of("data_files", whole.toString()), folder == null ? whole : folder)
                .values()) {
            for (Map<String, @Nullable Object> row : split.rows()) {
                Map<String, JsonNode> nodes = new LinkedHashMap<>();
                row.forEach((column, value) -> nodes.put(column, JSON.valueToTree(value)));
                out.add(nodes);
            }
        }
        return out;
    }
}
