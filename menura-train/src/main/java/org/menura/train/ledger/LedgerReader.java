package org.menura.train.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.format.json.Json;

/** A reader of a ledger, also while a run writes it. It takes no lock and changes nothing. */
public final class LedgerReader {
    private static final String FORMAT = "menura.ledger";
    private static final int VERSION = 1;
    private static final String FILES = "files";

    private final Path folder;

    /**
     * Opens the ledger in {@code folder}.
     *
     * @throws FormatException if the folder holds no ledger, or one of another version
     */
    public LedgerReader(Path folder) {
        this.folder = folder;
        Path marker = folder.resolve(LedgerFiles.MARKER);
        if (!Files.isRegularFile(marker)) {
            throw new FormatException("%s is no ledger of a run: it holds no %s; name the folder that a run wrote"
                    .formatted(folder, LedgerFiles.MARKER));
        }
        JsonNode json = Json.parse(marker);
        if (!json.path("format").asText().equals(FORMAT) || json.path("version").asInt() != VERSION) {
            throw new FormatException("%s does not say %s, version %d; was it written by another version?"
                    .formatted(marker, FORMAT, VERSION));
        }
    }

    /**
     * Returns the content of {@code ledger.json}: the format, and the hashes of the files that say what the run is.
     */
    static String marker(Map<String, String> textOfFile) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode hashes = json.put("format", FORMAT).put("version", VERSION).putObject(FILES);
        textOfFile.forEach((name, text) -> hashes.put(name, Sha256.of(text.getBytes(StandardCharsets.UTF_8))));
        return json + "\n";
    }

    /**
     * Verifies that the recipe and the other files that the run began with are unchanged.
     *
     * @throws FormatException if something has changed or is missing
     * @throws IOException if a file can't be read
     */
    public void requireUnchanged() throws IOException {
        for (Map.Entry<String, JsonNode> e :
                Json.parse(folder.resolve(LedgerFiles.MARKER)).path(FILES).properties()) {
            Path file = folder.resolve(e.getKey());
            if (!Files.isRegularFile(file)
                    || !Sha256.of(file).equals(e.getValue().asText())) {
                throw new FormatException(
                        ("%s has changed since the run began, so its ledger would no longer tell how it was made; put"
                                        + " the old file back, or start a new run")
                                .formatted(file));
            }
        }
    }

    /** Returns the recipe as it was given. */
    public String recipe() throws IOException {
        return Files.readString(folder.resolve(LedgerFiles.RECIPE));
    }

    /** Returns whether a folder holds a ledger. */
    public static boolean isLedger(Path folder) {
        return Files.isRegularFile(folder.resolve(LedgerFiles.MARKER));
    }

    /** Returns the ledger's folder. */
    public Path folder() {
        return folder;
    }

    /** Returns the path of the recipe with all defaults: {@code recipe.resolved.json}. */
    public Path resolvedRecipe() {
        return folder.resolve(LedgerFiles.RESOLVED);
    }

    /**
     * Reads the records of steps {@code from} to {@code to}, both included, as far as they exist.
     *
     * @throws FormatException if a line is damaged
     * @throws IOException if the file can't be read
     */
    public List<StepRecord> records(long from, long to) throws IOException {
        List<StepRecord> records = new ArrayList<>();
        JsonLines.read(folder.resolve(LedgerFiles.METRICS), (json, where) -> {
            StepRecord r = StepRecord.of(json, where);
            if (r.step() >= from && r.step() <= to) {
                records.add(r);
            }
            return r.step() < to;
        });
        return records;
    }

    /** Reads all records. */
    public List<StepRecord> records() throws IOException {
        return records(1, Long.MAX_VALUE);
    }

    /** Reads all evaluations. */
    public List<EvaluationRecord> evaluations() throws IOException {
        List<EvaluationRecord> records = new ArrayList<>();
        JsonLines.read(
                folder.resolve(LedgerFiles.EVALUATIONS),
                (json, where) -> records.add(EvaluationRecord.of(json, where)));
        return records;
    }

    /** Returns the complete checkpoints by step. */
    public SortedMap<Long, SavedCheckpoint> checkpoints() throws IOException {
        return Checkpoints.there(folder.resolve(LedgerFiles.CHECKPOINTS));
    }

    /** Returns the newest complete checkpoint. */
    public Optional<SavedCheckpoint> lastCheckpoint() throws IOException {
        SortedMap<Long, SavedCheckpoint> all = checkpoints();
        return all.isEmpty() ? Optional.empty() : Optional.ofNullable(all.get(all.lastKey()));
    }

    /** Returns the newest checkpoint whose files match their hashes; reads it whole. */
    public Optional<SavedCheckpoint> lastGoodCheckpoint() throws IOException {
        for (SavedCheckpoint c : new TreeMap<>(checkpoints()).descendingMap().values()) {
            if (isWhole(c)) {
                return Optional.of(c);
            }
        }
        return Optional.empty();
    }

    /** Returns the hash of each checkpoint ever written, by step, of deleted ones too. */
    public SortedMap<Long, String> checkpointHashes() throws IOException {
        return Checkpoints.hashes(folder.resolve(LedgerFiles.CHECKPOINTS));
    }

    /** Returns the manifest of the data files that the run read. */
    public DataManifest data() {
        Path file = folder.resolve(LedgerFiles.DATA);
        return DataManifest.of(Json.parse(file), file.toString(), folder);
    }

    /** Returns the code and system that computed the run. */
    public CodeInfo code() {
        return CodeInfo.of(Json.parse(folder.resolve(LedgerFiles.CODE)));
    }

    private static boolean isWhole(SavedCheckpoint checkpoint) throws IOException {
        try {
            checkpoint.verify();
            return true;
        } catch (FormatException _) {
            return false;
        }
    }
}
