package org.menura.train.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;

/**
 * A complete checkpoint in a ledger.
 *
 * @param folder that holds its files
 * @param step after which it was written
 * @param files SHA-256 of each file by its name
 */
public record SavedCheckpoint(Path folder, long step, SortedMap<String, String> files) {
    static final String STATE = "state.json";
    static final String TENSORS = ".safetensors";

    /** Makes the table of hashes immutable. */
    public SavedCheckpoint {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** Returns the SHA-256 over the hashes of all files in the order of their names; equal for equal runs. */
    public String hash() {
        return Sha256.of(files);
    }

    /**
     * Verifies the hashes of all files.
     *
     * @throws FormatException if one has changed or is missing
     * @throws IOException if one can't be read
     */
    public void verify() throws IOException {
        for (Map.Entry<String, String> e : files.entrySet()) {
            Path file = folder.resolve(e.getKey());
            if (!Files.isRegularFile(file)) {
                throw new FormatException(file + " is missing");
            }
            String hash = Sha256.of(file);
            if (!hash.equals(e.getValue())) {
                throw new FormatException("%s has changed since it was written: its SHA-256 is %s, not %s"
                        .formatted(file, hash, e.getValue()));
            }
        }
    }

    /**
     * Reads the state of the run.
     *
     * @throws FormatException if the file is damaged
     */
    public RunState state() {
        return RunState.of(stateFields(folder));
    }

    /** Returns whether the checkpoint has tensors of a part. */
    public boolean has(String part) {
        return files.containsKey(part + TENSORS);
    }

    /**
     * Opens the tensors of a part, memory-mapped: {@link CheckpointParts#MODEL}, {@link CheckpointParts#OPTIMIZER} or
     * another that was saved.
     *
     * @throws FormatException if there is no such part, or its file is damaged
     */
    public Checkpoint tensors(String part) {
        if (!has(part)) {
            throw new FormatException("%s holds no %s%s".formatted(folder, part, TENSORS));
        }
        return SafetensorsFile.open(folder.resolve(part + TENSORS));
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("step", step).put("hash", hash());
        ObjectNode hashes = json.putObject("files");
        files.forEach(hashes::put);
        return json;
    }

    /** A checkpoint as the index has it. */
    static SavedCheckpoint of(Fields line, Path checkpoints) {
        long step = line.whole("step");
        Fields hashes = line.object("files");
        TreeMap<String, String> files = new TreeMap<>();
        for (String name : hashes.names()) {
            if (name.contains("/") || name.contains("\\") || name.equals("..")) {
                throw new FormatException(
                        "%s names the file '%s' outside its folder; it is damaged".formatted(line.where(), name));
            }
            files.put(name, hashes.text(name));
        }
        return new SavedCheckpoint(checkpoints.resolve(Checkpoints.name(step)), step, files);
    }

    /** A checkpoint by what its own folder says, where a run ended before it wrote the index. */
    static SavedCheckpoint of(Path folder) throws IOException {
        Fields state = stateFields(folder);
        Fields listed = state.object("files");
        TreeMap<String, String> files = new TreeMap<>();
        listed.names().forEach(name -> files.put(name, listed.text(name)));
        files.put(STATE, Sha256.of(folder.resolve(STATE)));
        return new SavedCheckpoint(folder, state.whole("step"), files);
    }

    private static Fields stateFields(Path folder) {
        Path file = folder.resolve(STATE);
        if (!Files.isRegularFile(file)) {
            throw new FormatException(
                    "%s is missing; delete the folder to go on without this checkpoint".formatted(file));
        }
        return new Fields(Json.parse(file), file.toString());
    }
}
