package org.menura.train.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;

/**
 * A ledger of figures: {@code figures.jsonl} in a folder, beside a training run or results. Entries are only ever added, and
 * each holds the SHA-256 of the one before, so one that is changed, taken out or put between others breaks the chain. Who
 * rewrites the whole file makes a new chain: what was published of it, as cards publish the last hash, then no longer fits.
 */
public final class FigureLedger {
    /** The name of the file. */
    public static final String FILE = "figures.jsonl";

    private FigureLedger() {}

    /** Returns the ledger's file in a folder. */
    public static Path in(Path folder) {
        return folder.resolve(FILE);
    }

    /**
     * Adds an entry to the ledger in a folder, after checking what is there.
     *
     * @throws FormatException if the ledger is damaged
     * @throws IOException if it can't be written
     */
    public static synchronized FigureEntry append(
            Path folder, String kind, String name, Map<String, Double> values, ObjectNode facts) throws IOException {
        Files.createDirectories(folder);
        Path file = in(folder);
        try (FileChannel guard = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = locked(guard, file);
                JsonLines lines = JsonLines.open(file, new Disk())) {
            List<FigureEntry> there = read(file);
            String previous =
                    there.isEmpty() ? FigureEntry.FIRST : there.getLast().sha256();
            FigureEntry entry = new FigureEntry(there.size() + 1L, previous, kind, name, values, facts);
            lines.append(entry.toJson());
            lines.force();
            return entry;
        }
    }

    private static FileLock locked(FileChannel channel, Path file) throws IOException {
        try {
            return channel.lock(Long.MAX_VALUE - 1, 1, false); // beyond the end: Windows locks are for writers, too
        } catch (OverlappingFileLockException e) {
            throw new IOException(file + " is being written by another part of this program", e);
        }
    }

    /**
     * Reads all entries of a ledger's file, and checks that each follows from the one before.
     *
     * @return none if there is no such file
     * @throws FormatException if an entry was changed, taken out or put between others
     * @throws IOException if the file can't be read
     */
    public static List<FigureEntry> read(Path file) throws IOException {
        List<FigureEntry> entries = new ArrayList<>();
        JsonLines.read(file, (json, where) -> entries.add(next(json, where, entries)));
        return entries;
    }

    private static FigureEntry next(JsonNode json, String where, List<FigureEntry> before) {
        FigureEntry entry = FigureEntry.of(json, where);
        String previous =
                before.isEmpty() ? FigureEntry.FIRST : before.getLast().sha256();
        if (entry.number() != before.size() + 1L || !entry.previous().equals(previous)) {
            throw new FormatException(
                    "%s does not follow from the entry before it: entries were changed, taken out or put in; put the old file back, or measure again"
                            .formatted(where));
        }
        if (!entry.sha256().equals(FigureEntry.claimed(json, where))) {
            throw new FormatException(
                    "%s was changed after it was written: its content has another SHA-256 than it says; put the old file back, or measure again"
                            .formatted(where));
        }
        return entry;
    }
}
