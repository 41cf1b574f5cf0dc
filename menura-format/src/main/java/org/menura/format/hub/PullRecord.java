package org.menura.format.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.menura.format.AtomicFile;
import org.menura.format.json.Json;

/**
 * What was pulled into a folder, kept there as JSON.
 *
 * @param reference what was asked for last, {@code org/name[:file]}
 * @param commit the revision's commit
 * @param complete whether all of it arrived
 * @param files the paths of all files that pulls brought here
 */
record PullRecord(String reference, String commit, boolean complete, List<String> files) {
    static final String NAME = ".menura-pull.json";

    /** The record of a folder, or empty if nothing was pulled into it. */
    static Optional<PullRecord> read(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        JsonNode json = Json.parse(file);
        List<String> files = new ArrayList<>();
        json.path("files").forEach(f -> files.add(f.asText()));
        return Optional.of(new PullRecord(
                json.path("reference").asText(),
                json.path("commit").asText(),
                json.path("complete").asBoolean(),
                List.copyOf(files)));
    }

    PullRecord completed() {
        return new PullRecord(reference, commit, true, files);
    }

    /** Whether it is of the same repository. */
    boolean isOf(HubReference model) {
        return HubReference.find(reference)
                .filter(r -> r.repository().equals(model.repository()))
                .isPresent();
    }

    void write(Path folder) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("reference", reference).put("commit", commit).put("complete", complete);
        files.forEach(json.putArray("files")::add);
        ByteBuffer bytes = ByteBuffer.wrap((json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(folder.resolve(NAME), channel -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }
}
