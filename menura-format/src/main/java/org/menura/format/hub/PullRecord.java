package org.menura.format.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.menura.format.OutputFile;
import org.menura.format.json.Json;

/**
 * What was pulled into a folder, kept there as JSON.
 *
 * @param reference what was asked for last, as {@link ModelReference} reads it
 * @param commit the revision's commit, or a package's version
 * @param complete whether all of it arrived
 * @param files the paths of all files that pulls brought here
 * @param sums the SHA-256 sums of those that were unpacked of packages, in hexadecimal digits
 */
record PullRecord(String reference, String commit, boolean complete, List<String> files, Map<String, String> sums) {
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
        Map<String, String> sums = new TreeMap<>();
        json.path("sums")
                .properties()
                .forEach(e -> sums.put(e.getKey(), e.getValue().asText()));
        return Optional.of(new PullRecord(
                json.path("reference").asText(),
                json.path("commit").asText(),
                json.path("complete").asBoolean(),
                List.copyOf(files),
                sums));
    }

    PullRecord completed() {
        return new PullRecord(reference, commit, true, files, sums);
    }

    /** Whether it is of the same repository. */
    boolean isOf(ModelReference model) {
        return ModelReference.find(reference)
                .filter(r -> r.repository().equals(model.repository()))
                .isPresent();
    }

    /** Where the files lie. */
    List<Path> paths(Path folder) {
        return files.stream().map(f -> SafePath.resolve(folder, f)).toList();
    }

    /** Deletes the files of this record that a later one has no longer: they would be taken for the model's. */
    void deleteStale(PullRecord later, Path folder) throws IOException {
        Set<String> stale = new HashSet<>(files);
        later.files().forEach(stale::remove);
        for (String path : stale) {
            Path file = SafePath.resolve(folder, path);
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(file);
            }
        }
    }

    void write(Path folder) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("reference", reference).put("commit", commit).put("complete", complete);
        files.forEach(json.putArray("files")::add);
        if (!sums.isEmpty()) {
            sums.forEach(json.putObject("sums")::put);
        }
        OutputFile.write(folder.resolve(NAME), (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
