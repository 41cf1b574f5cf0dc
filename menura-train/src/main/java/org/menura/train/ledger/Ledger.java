package org.menura.train.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.function.LongPredicate;
import org.menura.format.FormatException;

/**
 * The log of a training run, open for writing: recipe, data hashes, metrics, and checkpoints to resume from, in the
 * spirit of OLMo (Groeneveld et al., arXiv 2402.00838) and LLM360 (Liu et al., arXiv 2312.06550).
 *
 * <p>A run appends a record for each step, evaluations before the checkpoint of the same step, and checkpoints. After
 * a crash {@link #open} and {@link #resume()} bring it back to the last checkpoint; what was recorded after that is
 * dropped, so that the ledger of a resumed run has the same bytes as that of a run that was never stopped (but for
 * {@code times.jsonl}). Not safe for use by several threads at once.
 */
public final class Ledger implements AutoCloseable {
    private final LedgerReader reader;
    private final RunLock lock;
    private final Checkpoints checkpoints;
    private final JsonLines metrics;
    private final JsonLines evaluations;
    private final JsonLines times;
    private long lastStep;

    private Ledger(Path folder, RunLock lock, Disk disk) throws IOException {
        this.reader = new LedgerReader(folder);
        this.lock = lock;
        this.checkpoints = Checkpoints.open(folder.resolve(LedgerFiles.CHECKPOINTS), disk);
        this.metrics = JsonLines.open(folder.resolve(LedgerFiles.METRICS), disk);
        this.evaluations = JsonLines.open(folder.resolve(LedgerFiles.EVALUATIONS), disk);
        this.times = JsonLines.open(folder.resolve(LedgerFiles.TIMES), disk);
        JsonLines.read(folder.resolve(LedgerFiles.METRICS), (json, where) -> {
            lastStep = new Fields(json, where).positive("step");
            return true;
        });
    }

    /**
     * Begins a ledger in a folder that is new or empty.
     *
     * @param recipe the text of the recipe, as given
     * @param resolved the recipe with all defaults, as JSON
     * @throws FormatException if the folder holds something else, or another run uses it
     * @throws LedgerException if it can't be written
     */
    public static Ledger create(Path folder, String recipe, String resolved, CodeInfo code, DataManifest data)
            throws IOException {
        return create(folder, recipe, resolved, code, data, new Disk());
    }

    static Ledger create(Path folder, String recipe, String resolved, CodeInfo code, DataManifest data, Disk disk)
            throws IOException {
        LedgerFiles.requireEmpty(folder);
        try {
            disk.makeFolder(folder);
            RunLock lock = RunLock.take(folder);
            return opened(lock, () -> {
                SequencedMap<String, String> files = new LinkedHashMap<>();
                files.put(LedgerFiles.RECIPE, recipe);
                files.put(LedgerFiles.RESOLVED, resolved);
                files.put(LedgerFiles.CODE, code.toJson().toPrettyString() + "\n");
                files.put(LedgerFiles.DATA, data.toJson(folder).toPrettyString() + "\n");
                for (Map.Entry<String, String> file : files.entrySet()) {
                    write(disk, folder.resolve(file.getKey()), file.getValue());
                }
                write(disk, folder.resolve(LedgerFiles.MARKER), LedgerReader.marker(files));
                return new Ledger(folder, lock, disk);
            });
        } catch (IOException e) {
            throw new LedgerException(
                    "the ledger %s could not be begun: %s".formatted(folder, LedgerException.reason(e)), e);
        }
    }

    /**
     * Deletes a ledger that has no checkpoint, so that another run can take its place; what others put into the folder
     * stays.
     *
     * @throws FormatException if there is a checkpoint, or another run uses the ledger
     * @throws LedgerException if a file can't be deleted
     */
    public static void discard(Path folder) throws IOException {
        try (RunLock _ = RunLock.take(folder)) {
            if (!Checkpoints.open(folder.resolve(LedgerFiles.CHECKPOINTS), new Disk())
                    .saved()
                    .isEmpty()) {
                throw new FormatException("%s has checkpoints, which are kept".formatted(folder));
            }
            LedgerFiles.delete(folder);
        } catch (IOException e) {
            throw new LedgerException(
                    "the ledger %s could not be replaced: %s".formatted(folder, LedgerException.reason(e)), e);
        }
        Files.deleteIfExists(folder.resolve(RunLock.NAME));
        LedgerFiles.deleteIfEmpty(folder);
    }

    /**
     * Opens the ledger of a run that stopped; {@link #resume()} next.
     *
     * @throws FormatException if the folder holds no ledger, it is damaged, its recipe has changed, or another run uses it
     * @throws LedgerException if it can't be read or written
     */
    public static Ledger open(Path folder) throws IOException {
        return open(folder, new Disk());
    }

    static Ledger open(Path folder, Disk disk) throws IOException {
        LedgerReader reader = new LedgerReader(folder); // before a lock file is made in a folder that is no ledger
        reader.requireUnchanged();
        try {
            RunLock lock = RunLock.take(folder);
            return opened(lock, () -> new Ledger(folder, lock, disk));
        } catch (IOException e) {
            throw new LedgerException(
                    "the ledger %s could not be opened: %s; its checkpoints are as they were"
                            .formatted(folder, LedgerException.reason(e)),
                    e);
        }
    }

    /** Returns a reader of this ledger. */
    public LedgerReader reader() {
        return reader;
    }

    /** Returns the complete checkpoints by step. */
    public SortedMap<Long, SavedCheckpoint> checkpoints() {
        return checkpoints.saved();
    }

    /** Returns the newest complete checkpoint. */
    public Optional<SavedCheckpoint> lastCheckpoint() {
        SortedMap<Long, SavedCheckpoint> all = checkpoints();
        return all.isEmpty() ? Optional.empty() : Optional.ofNullable(all.get(all.lastKey()));
    }

    /**
     * Resumes from the last checkpoint as {@link #resume(SavedCheckpoint)} does; without one, from the run's start.
     */
    public Optional<SavedCheckpoint> resume() throws IOException {
        Optional<SavedCheckpoint> last = lastCheckpoint();
        if (last.isPresent()) {
            resume(last.get());
        } else {
            reader.data().verify();
            cutAfter(0);
        }
        return last;
    }

    /**
     * Resumes from a checkpoint of this ledger: checks its files and those that the run reads, and drops later
     * checkpoints, metrics and evaluations.
     *
     * @throws FormatException if a file of the checkpoint or of the data has changed; then nothing is dropped
     * @throws LedgerException if the ledger can't be written
     */
    public void resume(SavedCheckpoint checkpoint) throws IOException {
        reader.data().verify();
        try {
            checkpoint.verify();
        } catch (FormatException e) {
            throw new FormatException(
                    e.getMessage()
                            + reader.lastGoodCheckpoint()
                                    .map(c ->
                                            "; the last checkpoint that is whole is %s; delete the newer ones to go on from it"
                                                    .formatted(c.folder()))
                                    .orElse("; no checkpoint is whole, so put the file back or start anew"),
                    e);
        }
        cutAfter(checkpoint.step());
    }

    /**
     * Appends the record of the next step.
     *
     * @throws IllegalArgumentException if a record of that step or a later one is there already
     * @throws LedgerException if it can't be written; then the ledger is as before
     */
    public void append(StepRecord step) throws IOException {
        if (step.step() <= lastStep) {
            throw new IllegalArgumentException(
                    "step %d is recorded already, the last is %d; resume from a checkpoint first"
                            .formatted(step.step(), lastStep));
        }
        guarded(LedgerFiles.METRICS, () -> metrics.append(step.toJson()));
        lastStep = step.step();
    }

    /** Appends an evaluation. */
    public void append(EvaluationRecord evaluation) throws IOException {
        guarded(LedgerFiles.EVALUATIONS, () -> evaluations.append(evaluation.toJson()));
    }

    /** Records the duration of a step with the time of day, outside the files that must be reproducible. */
    public void time(long step, double seconds) throws IOException {
        String now = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        guarded(
                LedgerFiles.TIMES,
                () -> times.append(JsonNodeFactory.instance
                        .objectNode()
                        .put("step", step)
                        .put("seconds", seconds)
                        .put("at", now)));
    }

    /**
     * Writes a checkpoint, after all that was appended is on disk.
     *
     * @throws IllegalArgumentException if there is one of that step
     * @throws LedgerException if it can't be written; earlier ones stay as they are
     */
    public SavedCheckpoint checkpoint(CheckpointParts parts) throws IOException {
        long step = parts.state().step();
        if (checkpoints.saved().containsKey(step)) {
            throw new IllegalArgumentException("there is a checkpoint of step %d already".formatted(step));
        }
        SavedCheckpoint[] written = new SavedCheckpoint[1];
        guarded(LedgerFiles.CHECKPOINTS + "/" + Checkpoints.name(step), () -> {
            metrics.force();
            evaluations.force();
            written[0] = checkpoints.write(parts);
        });
        return written[0];
    }

    /**
     * Deletes the checkpoints that {@code policy} does not keep; their hashes stay recorded. To be called after each
     * checkpoint, and after {@link #resume()}, as the run may have ended just before.
     */
    public void prune(KeepPolicy policy) throws IOException {
        List<Long> surplus = policy.surplus(checkpoints.saved().keySet());
        guarded(LedgerFiles.CHECKPOINTS, () -> checkpoints.delete(surplus));
    }

    /** Closes the ledger and releases its lock. */
    @Override
    public void close() throws IOException {
        try (lock;
                checkpoints;
                metrics;
                evaluations) {
            times.close();
        }
    }

    private void cutAfter(long step) throws IOException {
        // Checkpoints first: were the run killed after the metrics are cut, a later one would leave a gap in them.
        guarded(
                LedgerFiles.CHECKPOINTS,
                () -> checkpoints.delete(checkpoints.saved().tailMap(step + 1).keySet().stream()
                        .sorted((a, b) -> Long.compare(b, a))
                        .toList()));
        LongPredicate kept = s -> s <= step;
        guarded(
                LedgerFiles.METRICS,
                () -> metrics.keepWhile(json -> kept.test(json.path("step").asLong())));
        guarded(
                LedgerFiles.EVALUATIONS,
                () -> evaluations.keepWhile(json -> kept.test(json.path("step").asLong())));
        lastStep = step;
    }

    private interface Writing {
        void run() throws IOException;
    }

    private interface Opening {
        Ledger run() throws IOException;
    }

    private void guarded(String what, Writing writing) throws LedgerException {
        try {
            writing.run();
        } catch (IOException e) {
            String safe = lastCheckpoint()
                    .map(c -> "the run can go on from %s, which is complete".formatted(Checkpoints.name(c.step())))
                    .orElse("there is no checkpoint yet, so the run starts anew");
            throw new LedgerException(
                    "%s could not be written: %s; %s"
                            .formatted(reader.folder().resolve(what), LedgerException.reason(e), safe),
                    e);
        }
    }

    private static Ledger opened(RunLock lock, Opening opening) throws IOException {
        boolean isOpen = false;
        try {
            Ledger ledger = opening.run();
            isOpen = true;
            return ledger;
        } finally {
            if (!isOpen) {
                lock.close();
            }
        }
    }

    private static void write(Disk disk, Path file, String text) throws IOException {
        disk.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
