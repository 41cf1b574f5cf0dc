package org.menura.agent.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.Sha256;

/**
 * The journal of a run: one event a line, appended, each with the hash of the line before. What a killed process left of a last line is
 * cut off.
 */
public final class Journal implements AutoCloseable {
    static final String NAME = "journal.jsonl";

    private final FileChannel channel;
    private String prev;
    private long n;

    private Journal(FileChannel channel, String prev, long n) {
        this.channel = channel;
        this.prev = prev;
        this.n = n;
    }

    /**
     * What a journal holds.
     *
     * @param wholeBytes length of the lines that are whole
     * @param last hash of the last line
     */
    record Content(List<JournalEntry> entries, long wholeBytes, String last) {}

    /**
     * Reads the journal of a run without changing it.
     *
     * @throws FormatException if it is damaged before its last line
     */
    public static List<JournalEntry> read(Path run) throws IOException {
        return content(run).entries;
    }

    static Content content(Path run) throws IOException {
        Path file = run.resolve(NAME);
        if (!RunInfo.isRun(run)) {
            throw RunInfo.none(run);
        }
        String hash = Sha256.of(run.resolve(RunInfo.NAME));
        byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        List<JournalEntry> entries = new ArrayList<>();
        int from = 0;
        while (from < bytes.length) {
            int end = from;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            if (end == bytes.length) {
                break;
            }
            byte[] line = Arrays.copyOfRange(bytes, from, end);
            JournalEntry entry;
            try {
                entry = EventJson.read(line, "%s, line %d".formatted(file, entries.size() + 1));
            } catch (FormatException e) {
                if (end == bytes.length - 1) {
                    break;
                }
                throw e;
            }
            if (entries.isEmpty() && !entry.prev().equals(hash)) {
                throw new FormatException("%s does not follow %s: one of them was changed; restore both from a copy"
                        .formatted(file, RunInfo.NAME));
            }
            if (!entry.prev().equals(hash) || entry.n() != entries.size() + 1) {
                throw new FormatException(
                        "%s, line %d does not follow the line before: the journal was changed; restore it from a copy"
                                .formatted(file, entries.size() + 1));
            }
            entries.add(entry);
            hash = Sha256.of(line);
            from = end + 1;
        }
        return new Content(entries, from, hash);
    }

    /** Opens a journal for more events behind those that were read; the rest of a torn line is cut off. */
    static Journal open(Path run, Content content) throws IOException {
        FileChannel channel = FileChannel.open(run.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(content.wholeBytes);
        channel.position(content.wholeBytes);
        return new Journal(channel, content.last, content.entries.size());
    }

    /** Returns the number that the next event gets. */
    long next() {
        return n + 1;
    }

    /**
     * Appends an event.
     *
     * @param force whether it is to be on the disk when this returns
     */
    JournalEntry append(String agent, Instant time, Event event, boolean force) throws IOException {
        JournalEntry entry = new JournalEntry(n + 1, prev, time, agent, event);
        byte[] line = EventJson.write(entry).getBytes(StandardCharsets.UTF_8);
        ByteBuffer out =
                ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        if (force) {
            channel.force(false);
        }
        n++;
        prev = Sha256.of(line);
        return entry;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
