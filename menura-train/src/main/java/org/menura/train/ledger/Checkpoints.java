package org.menura.train.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.menura.format.Sha256;
import org.menura.format.TensorEntry;

/**
 * The folder {@code checkpoints} of a ledger. A checkpoint is written to {@code step-N.part} and gets its name when all
 * of it is on disk; it loses the name before any of it is deleted. So whatever has the name is complete. The index
 * remembers the hashes of all, of deleted ones too.
 */
final class Checkpoints implements Closeable {
    private static final String INDEX = "index.jsonl";
    private static final String PART = ".part";
    private static final String DELETED = ".deleted";
    private static final Pattern NAME = Pattern.compile("step-[0-9]{6,19}");
    private static final Pattern LEFTOVER = Pattern.compile(NAME.pattern() + "\\.(part|deleted)");

    private final Path folder;
    private final Disk disk;
    private final JsonLines index;
    private final SortedMap<Long, SavedCheckpoint> saved;

    private Checkpoints(Path folder, Disk disk, JsonLines index, SortedMap<Long, SavedCheckpoint> saved) {
        this.folder = folder;
        this.disk = disk;
        this.index = index;
        this.saved = saved;
    }

    /** The name of a checkpoint's folder. */
    static String name(long step) {
        return String.format(Locale.ROOT, "step-%06d", step);
    }

    /** Opens the folder to write, and clears away what a run left that ended in the middle of something. */
    static Checkpoints open(Path folder, Disk disk) throws IOException {
        disk.makeFolder(folder);
        for (Path path : list(folder, LEFTOVER)) {
            disk.deleteFolder(path);
        }
        JsonLines index = JsonLines.open(folder.resolve(INDEX), disk);
        try {
            SortedMap<Long, SavedCheckpoint> listed = listed(folder);
            SortedMap<Long, SavedCheckpoint> there = there(folder);
            for (Long step : List.copyOf(listed.keySet())) {
                if (!there.containsKey(step)) {
                    index.append(deletion(step));
                }
            }
            for (SavedCheckpoint checkpoint : there.values()) {
                if (!listed.containsKey(checkpoint.step())) {
                    index.append(checkpoint.toJson());
                }
            }
            return new Checkpoints(folder, disk, index, there);
        } catch (IOException | RuntimeException e) {
            index.close();
            throw e;
        }
    }

    /** The complete checkpoints in a folder by step. */
    static SortedMap<Long, SavedCheckpoint> there(Path folder) throws IOException {
        SortedMap<Long, SavedCheckpoint> listed = listed(folder);
        TreeMap<Long, SavedCheckpoint> there = new TreeMap<>();
        for (Path path : list(folder, NAME)) {
            long step = Long.parseLong(path.getFileName().toString().substring("step-".length()));
            SavedCheckpoint known = listed.get(step);
            there.put(step, known != null ? known : SavedCheckpoint.of(path));
        }
        return there;
    }

    /** The hash of each checkpoint that there ever was, by step; where one was written twice, that of the last. */
    static SortedMap<Long, String> hashes(Path folder) throws IOException {
        TreeMap<Long, String> hashes = new TreeMap<>();
        JsonLines.read(folder.resolve(INDEX), (line, where) -> {
            Fields fields = new Fields(line, where);
            if (!fields.has("deleted")) {
                hashes.put(
                        fields.whole("step"), SavedCheckpoint.of(fields, folder).hash());
            }
            return true;
        });
        return hashes;
    }

    SortedMap<Long, SavedCheckpoint> saved() {
        return Collections.unmodifiableSortedMap(saved);
    }

    /** Writes a checkpoint; it is there with all of its content or not at all. */
    SavedCheckpoint write(CheckpointParts parts) throws IOException {
        long step = parts.state().step();
        Path to = folder.resolve(name(step));
        Path part = folder.resolve(name(step) + PART);
        SavedCheckpoint checkpoint;
        try {
            disk.makeFolder(part);
            SortedMap<String, String> hashes = writeFiles(parts, part);
            disk.forceFolder(part);
            disk.move(part, to);
            checkpoint = new SavedCheckpoint(to, step, hashes);
        } catch (IOException | RuntimeException e) {
            clear(part, e);
            throw e;
        }
        saved.put(step, checkpoint);
        disk.forceFolder(folder);
        index.append(checkpoint.toJson());
        index.force();
        return checkpoint;
    }

    /** Deletes the checkpoints of these steps; their hashes stay in the index. */
    void delete(SequencedCollection<Long> steps) throws IOException {
        for (Long step : steps) {
            Path from = folder.resolve(name(step));
            Path gone = folder.resolve(name(step) + DELETED);
            disk.move(from, gone);
            saved.remove(step);
            index.append(deletion(step));
            disk.deleteFolder(gone);
        }
    }

    @Override
    public void close() throws IOException {
        index.close();
    }

    private SortedMap<String, String> writeFiles(CheckpointParts parts, Path part) throws IOException {
        TreeMap<String, String> hashes = new TreeMap<>();
        for (Map.Entry<String, Map<String, TensorEntry>> e : parts.tensors().entrySet()) {
            String name = e.getKey() + SavedCheckpoint.TENSORS;
            disk.writeTensors(part.resolve(name), e.getValue());
            hashes.put(name, Sha256.of(part.resolve(name)));
        }
        ObjectNode state = parts.state().toJson();
        ObjectNode files = state.putObject("files");
        hashes.forEach(files::put);
        byte[] json = (state.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
        disk.write(part.resolve(SavedCheckpoint.STATE), json);
        hashes.put(SavedCheckpoint.STATE, Sha256.of(json));
        return hashes;
    }

    private void clear(Path part, Exception reason) {
        try {
            disk.deleteFolder(part);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private static ObjectNode deletion(long step) {
        return JsonNodeFactory.instance.objectNode().put("step", step).put("deleted", true);
    }

    private static SortedMap<Long, SavedCheckpoint> listed(Path folder) throws IOException {
        TreeMap<Long, SavedCheckpoint> listed = new TreeMap<>();
        JsonLines.read(folder.resolve(INDEX), (line, where) -> {
            Fields fields = new Fields(line, where);
            if (fields.has("deleted")) {
                listed.remove(fields.whole("step"));
            } else {
                SavedCheckpoint checkpoint = SavedCheckpoint.of(fields, folder);
                listed.put(checkpoint.step(), checkpoint);
            }
            return true;
        });
        return listed;
    }

    private static List<Path> list(Path folder, Pattern name) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(p -> name.matcher(p.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }
}
