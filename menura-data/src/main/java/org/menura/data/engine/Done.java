package org.menura.data.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.data.dolma.DocumentJson;

/** The record that a task is done: written last, so that where it lies all of the task's files are in place. */
final class Done {
    private Done() {}

    static boolean is(Path record) {
        return Files.isRegularFile(record);
    }

    static void write(Path record, ObjectNode node) throws IOException {
        try (Pending pending = new Pending(record)) {
            Files.write(pending.part(), DocumentJson.bytes(node));
            pending.commit();
        }
    }

    static JsonNode read(Path record) {
        try {
            return DocumentJson.parse(Files.readAllBytes(record), record.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ArrayNode offsets(long[] offsets) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (long offset : offsets) {
            list.add(offset);
        }
        return list;
    }

    /** The part of a file with offsets that belongs to a number. */
    static Merge.Slice slice(Path file, JsonNode offsets, int number) {
        return new Merge.Slice(
                file, offsets.path(number).asLong(), offsets.path(number + 1).asLong());
    }
}
