package org.menura.train.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.menura.format.FormatException;
import org.menura.format.Sha256;

/**
 * The files that a run reads, with their hashes: {@code data.json}.
 *
 * @param base folder to which the files' paths are relative
 * @param files in the order of their paths
 */
public record DataManifest(Path base, List<Entry> files) {
    /**
     * A file of the manifest.
     *
     * @param path relative to the base where both have one root, with {@code /}
     * @param bytes its size
     * @param sha256 its hash
     */
    public record Entry(String path, long bytes, String sha256) {}

    /** Copies the list. */
    public DataManifest {
        files = List.copyOf(files);
    }

    /**
     * Reads and hashes files.
     *
     * @throws FormatException if one is missing or no plain file
     * @throws IOException if one can't be read
     */
    public static DataManifest of(Path base, Collection<Path> files) throws IOException {
        Path root = base.toAbsolutePath().normalize();
        List<Entry> entries = new ArrayList<>();
        for (Path file : new TreeSet<>(
                files.stream().map(root::resolve).map(Path::normalize).toList())) {
            if (!Files.isRegularFile(file)) {
                throw new FormatException(file + " is missing or no plain file; the run reads it");
            }
            Path shown = Objects.equals(file.getRoot(), root.getRoot()) ? root.relativize(file) : file;
            entries.add(new Entry(shown.toString().replace('\\', '/'), Files.size(file), Sha256.of(file)));
        }
        entries.sort(Comparator.comparing(Entry::path)); // the same order wherever the base lies
        return new DataManifest(root, entries);
    }

    /**
     * Verifies the hashes of all files.
     *
     * @throws FormatException if one has changed or is missing
     * @throws IOException if one can't be read
     */
    public void verify() throws IOException {
        for (Entry entry : files) {
            Path file = base.resolve(entry.path()).normalize();
            if (!Files.isRegularFile(file)) {
                throw new FormatException("%s is missing, which the run has read; put it back".formatted(file));
            }
            if (Files.size(file) != entry.bytes() || !Sha256.of(file).equals(entry.sha256())) {
                throw new FormatException(
                        "%s has changed since the run began; put the old file back, or start a new run"
                                .formatted(file));
            }
        }
    }

    /** The base is written relative to the ledger, so that both can be moved together. */
    ObjectNode toJson(Path ledger) {
        Path from = ledger.toAbsolutePath().normalize();
        Path to = base.getRoot() != null && base.getRoot().equals(from.getRoot()) ? from.relativize(base) : base;
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("base", to.toString().replace('\\', '/'));
        ArrayNode list = json.putArray("files");
        files.forEach(e ->
                list.addObject().put("path", e.path()).put("bytes", e.bytes()).put("sha256", e.sha256()));
        return json;
    }

    static DataManifest of(JsonNode json, String where, Path ledger) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode file : json.path("files")) {
            Fields f = new Fields(file, where);
            entries.add(new Entry(f.text("path"), f.whole("bytes"), f.text("sha256")));
        }
        Path base = ledger.toAbsolutePath()
                .resolve(new Fields(json, where).text("base"))
                .normalize();
        return new DataManifest(base, entries);
    }
}
