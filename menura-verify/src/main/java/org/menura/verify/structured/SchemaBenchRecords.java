package org.menura.verify.structured;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.TextFile;
import org.menura.format.json.Json;
import org.menura.generate.constrain.json.SchemaOptions;
import org.menura.verify.Check;

/**
 * JSON schemas with instances, one schema a line: the text of an instance is that of its {@code data} member, byte for
 * byte. Members may stand in any order.
 */
final class SchemaBenchRecords implements RecordKind {
    @Override
    public boolean recognises(JsonNode record) {
        return record.has("schema") && record.path("tests").isArray();
    }

    @Override
    public List<Check> check(Path file, List<JsonNode> records) {
        SchemaVerdicts verdicts = new SchemaVerdicts();
        for (SchemaGroup group : groups(file)) {
            verdicts.check(group, SchemaOptions.CHECK);
        }
        return verdicts.checks(String.valueOf(file.getFileName()));
    }

    /** Reads the file again, for its very texts. */
    private static List<SchemaGroup> groups(Path file) {
        List<SchemaGroup> groups = new ArrayList<>();
        int number = 0;
        try {
            for (String line : TextFile.lines(file)) {
                number++;
                if (!line.isBlank()) {
                    byte[] text = line.getBytes(StandardCharsets.UTF_8);
                    groups.add(Json.streamAll(text, "%s, line %d".formatted(file, number), p -> {
                        p.nextToken();
                        return SchemaGroup.read(p, text);
                    }));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return groups;
    }
}
