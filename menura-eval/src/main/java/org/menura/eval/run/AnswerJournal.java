package org.menura.eval.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * The answers of a run that is under way, in a file that grows at its end: a line for each with its checksum. A process
 * that was killed leaves all lines but perhaps the last one whole, which {@link #open} cuts off.
 */
public final class AnswerJournal implements Closeable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHECKSUM = 8;
    private static final long BETWEEN_FORCES = 5_000_000_000L;

    private final Path file;
    private final FileChannel channel;
    private final Map<String, JsonNode> answers;
    private long forced = System.nanoTime();

    private AnswerJournal(Path file, FileChannel channel, Map<String, JsonNode> answers) {
        this.file = file;
        this.channel = channel;
        this.answers = answers;
    }

    /**
     * Opens a journal, or begins one.
     *
     * @throws FormatException if another process writes it
     * @throws UncheckedIOException if it can't be read or written
     */
    public static AnswerJournal open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                lock(channel, file);
                Map<String, JsonNode> answers = new HashMap<>();
                long whole = read(Files.readAllBytes(file), answers);
                channel.truncate(whole).position(whole);
                return new AnswerJournal(file, channel, answers);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the answers can't be kept in " + file + ": " + e.getMessage(), e);
        }
    }

    private static void lock(FileChannel channel, Path file) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException _) {
            lock = null;
        }
        if (lock == null) {
            throw new FormatException(
                    "%s is written by another run with the same settings; wait for it, or give another --output-path"
                            .formatted(file));
        }
    }

    /** Reads whole lines and returns where they end. */
    private static long read(byte[] bytes, Map<String, JsonNode> into) {
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            String line = new String(bytes, from, i - from, StandardCharsets.UTF_8);
            if (line.length() <= CHECKSUM + 1 || !line.startsWith(checksum(line.substring(CHECKSUM + 1)))) {
                break;
            }
            try {
                JsonNode json = JSON.readTree(line.substring(CHECKSUM + 1));
                into.put(json.path("key").asText(), json.path("answer"));
            } catch (JsonProcessingException _) {
                break;
            }
            from = i + 1;
        }
        return from;
    }

    private static String checksum(String line) {
        CRC32 crc = new CRC32();
        crc.update(line.getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(crc.getValue());
    }

    /** Returns the file. */
    public Path file() {
        return file;
    }

    /** Returns the number of answers that are kept. */
    public synchronized int size() {
        return answers.size();
    }

    /** Returns an answer, or null if it is not known. */
    public synchronized @Nullable JsonNode get(String key) {
        return answers.get(key);
    }

    /** Says how many of some answers are known. */
    synchronized long count(Collection<String> keys) {
        return keys.stream().filter(answers::containsKey).count();
    }

    /** Keeps an answer. */
    public synchronized void put(String key, JsonNode answer) {
        if (answers.putIfAbsent(key, answer) != null) {
            return;
        }
        try {
            String line = JSON.createObjectNode()
                    .put("key", key)
                    .<ObjectNode>set("answer", answer)
                    .toString();
            ByteBuffer bytes = ByteBuffer.wrap((checksum(line) + " " + line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (System.nanoTime() - forced > BETWEEN_FORCES) {
                channel.force(false);
                forced = System.nanoTime();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "an answer can't be kept in %s: %s; free some room and start the same command again, which goes on there"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    /** Deletes the journal of a run whose results are written. */
    public void delete() {
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
