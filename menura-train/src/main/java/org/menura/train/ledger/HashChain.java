package org.menura.train.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.format.json.Json;

/**
 * A log whose lines are chained by their hashes: each holds the SHA-256 of the one before, so that no line can be changed,
 * left out or moved without all later ones. The file is {@code ledger.jsonl} in a folder that one process uses at a time.
 * A line that a killed process left half-written is cut off.
 */
public final class HashChain implements Closeable {
    /** The name of the file. */
    public static final String FILE = "ledger.jsonl";

    private static final String FIRST = "0".repeat(64);
    private static final String NUMBER = "n";
    private static final String PREVIOUS = "previous";

    private final RunLock lock;
    private final JsonLines lines;
    private final List<JsonNode> entries;
    private String head;

    private HashChain(RunLock lock, JsonLines lines, List<JsonNode> entries, String head) {
        this.lock = lock;
        this.lines = lines;
        this.entries = entries;
        this.head = head;
    }

    /**
     * Opens the log of a folder, or begins one; the folder is made if it is not there.
     *
     * @throws FormatException if a line was changed, or another process uses the folder
     * @throws IOException if it can't be read or written
     */
    public static HashChain open(Path folder) throws IOException {
        Files.createDirectories(folder);
        RunLock lock = RunLock.take(folder);
        try {
            Path file = folder.resolve(FILE);
            JsonLines lines = JsonLines.open(file, new Disk());
            try {
                List<JsonNode> entries = new ArrayList<>();
                String head = verify(file, entries);
                return new HashChain(lock, lines, entries, head);
            } catch (IOException | RuntimeException e) {
                lines.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Reads the complete lines of a folder's log without opening it for writing.
     *
     * @throws FormatException if there is none, or a line was changed
     * @throws IOException if it can't be read
     */
    public static List<JsonNode> read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new FormatException("%s holds no %s".formatted(folder, FILE));
        }
        List<JsonNode> entries = new ArrayList<>();
        String _ = verify(file, entries);
        return List.copyOf(entries);
    }

    /** Checks numbers and hashes of all complete lines, and returns the hash of the last. */
    private static String verify(Path file, List<JsonNode> entries) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String head = FIRST;
        for (int from = 0, to = end(bytes, 0); to >= 0; from = to + 1, to = end(bytes, from)) {
            byte[] line = Arrays.copyOfRange(bytes, from, to);
            String where = "%s, line %d".formatted(file, entries.size() + 1);
            JsonNode value = Json.parse(line, where);
            if (value.path(NUMBER).asInt(-1) != entries.size()
                    || !value.path(PREVIOUS).asText().equals(head)) {
                throw new FormatException(
                        "%s does not follow the line before it: a line was changed, left out or moved;".formatted(where)
                                + " put the file back as it was, or begin anew in another folder");
            }
            entries.add(value);
            head = Sha256.of(line);
        }
        return head;
    }

    private static int end(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Returns all entries, oldest first. */
    public List<JsonNode> entries() {
        return List.copyOf(entries);
    }

    /** Returns the hash of the last line; 64 zeros if there is none. */
    public String head() {
        return head;
    }

    /**
     * Appends an entry and brings it to the disk.
     *
     * @param entry its fields, to which number and previous hash are added in front
     * @throws IOException if it can't be written; the log is then as before
     */
    public void append(ObjectNode entry) throws IOException {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put(NUMBER, entries.size()).put(PREVIOUS, head);
        line.setAll(entry);
        lines.append(line);
        lines.force();
        entries.add(line);
        head = Sha256.of(line.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            lines.close();
        }
    }
}
