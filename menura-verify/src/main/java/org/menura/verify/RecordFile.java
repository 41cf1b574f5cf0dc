package org.menura.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.json.JsonLine;

/** A JSONL file of records. */
public final class RecordFile {
    private RecordFile() {}

    /** Reads all records of a file. */
    public static List<JsonNode> read(Path file) {
        List<JsonNode> records = new ArrayList<>();
        try {
            JsonLine.each(file, line -> records.add(line.json()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (records.isEmpty()) {
            throw new FormatException(file + " holds no records to compare with.");
        }
        return records;
    }
}
