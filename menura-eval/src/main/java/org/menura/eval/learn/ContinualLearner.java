package org.menura.eval.learn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.EvalModel;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.train.ledger.HashChain;
import org.menura.train.run.TrainingRun;

/**
 * Learns from new data as they come, and keeps an update only if it passes a gate: an adapter is trained from the one before,
 * new held-out documents must be predicted better, and old documents and tasks not worse than tolerated. The held-out part of
 * what is kept becomes old documents of later updates.
 *
 * <p>A folder holds all of it: a ledger whose lines are chained by hashes, the updates with their training runs, and the name
 * of the adapter that is used, which is replaced in one step. What was interrupted at any moment goes on with {@link #resume},
 * to the same figures. One process uses a folder at a time.
 */
public final class ContinualLearner implements AutoCloseable {
    private final LearnFiles files;
    private final LearnTools tools;
    private final HashChain ledger;
    private LearnState state;

    private ContinualLearner(Path folder, LearnTools tools, HashChain ledger) {
        this.files = new LearnFiles(folder);
        this.tools = tools;
        this.ledger = ledger;
        this.state = new LearnState(ledger.entries());
    }

    /**
     * Begins a folder: measures the model on what must not be forgotten.
     *
     * @throws FormatException if the folder is begun already, or documents or the model can't be read
     * @throws IOException if something can't be written
     */
    public static ContinualLearner begin(Path folder, LearnSetup setup, LearnTools tools) throws IOException {
        ContinualLearner learner = new ContinualLearner(folder, tools, HashChain.open(folder));
        try {
            if (learner.state.isBegun()) {
                throw new FormatException(folder + " was begun already; it learns on with the model it was begun with");
            }
            learner.begin(setup);
            return learner;
        } catch (IOException | RuntimeException e) {
            learner.close();
            throw e;
        }
    }

    /**
     * Opens a folder that was begun.
     *
     * @throws FormatException if it was not, its ledger or what it took note of was changed, or another process uses it
     */
    public static ContinualLearner open(Path folder, LearnTools tools) throws IOException {
        if (!isBegun(folder)) {
            throw new FormatException(
                    "%s has learned nothing yet; name a model and old documents to begin it".formatted(folder));
        }
        ContinualLearner learner = new ContinualLearner(folder, tools, HashChain.open(folder));
        try {
            List<Integer> used = new ArrayList<>(learner.state.chain());
            if (learner.isPending()) {
                used.add(learner.state.pending());
            }
            learner.files.requireSame(learner.state, used);
            learner.files.point(learner.state.current()); // a process may have ended between a decision and this
            return learner;
        } catch (IOException | RuntimeException e) {
            learner.close();
            throw e;
        }
    }

    /** Returns whether a folder was begun. */
    public static boolean isBegun(Path folder) {
        Path file = folder.resolve(HashChain.FILE);
        try {
            return Files.isRegularFile(file) && !HashChain.read(folder).isEmpty();
        } catch (IOException e) {
            throw new FormatException(file + " can't be read", e);
        }
    }

    /**
     * Returns the folder of the adapter that a folder of gated learning uses; empty if it uses the model itself.
     *
     * @throws FormatException if the folder is none of gated learning, or the adapter is not the one that its ledger took note
     *     of
     * @throws IOException if it can't be read
     */
    public static Optional<Path> adapter(Path folder) throws IOException {
        if (!LearnFiles.isThere(folder)) {
            throw new FormatException(folder + " is no folder of `menura learn`");
        }
        LearnState state = new LearnState(HashChain.read(folder));
        new LearnFiles(folder).requireSame(state, state.chain());
        return LearnFiles.current(folder);
    }

    private void begin(LearnSetup setup) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put(LearnState.EVENT, LearnState.BEGIN);
        json.put("model", setup.model().toAbsolutePath().normalize().toString());
        json.put("separator", setup.separator()).put("gain", setup.gain());
        ArrayNode retained = json.putArray("retained");
        try (EvalModel model = tools.open(setup.model(), null)) {
            for (LearnSetup.Retained old : setup.retained()) {
                LearnDocuments documents = LearnDocuments.read(List.of(old.file()), setup.separator());
                Path copy = files.documents(old.name());
                Files.createDirectories(copy.getParent());
                ObjectNode entry = retained.addObject().put("name", old.name()).put("documents", documents.size());
                entry.put("documents_sha256", documents.write(copy.resolveSibling(old.name() + ".jsonl")));
                DocumentBits measured = DocumentBits.of(model, documents);
                entry.put("bits_sha256", files.writeBits(old.name(), measured));
                entry.put("bits_per_byte", measured.perByte()).put("tolerance", old.tolerance());
            }
            ArrayNode tasks = json.putArray("tasks");
            Map<String, TaskScores.Score> scores = TaskScores.of(model, setup.tasks(), tools);
            for (LearnSetup.TaskGuard guard : setup.tasks()) {
                tasks.addObject()
                        .put("name", guard.name())
                        .put("limit", guard.limit())
                        .put("tolerance", guard.tolerance())
                        .put(
                                "score",
                                Objects.requireNonNull(scores.get(guard.name())).value());
            }
        }
        append(json);
        files.point(0);
    }

    private void append(ObjectNode entry) throws IOException {
        ledger.append(entry);
        state = new LearnState(ledger.entries());
    }

    /** Returns the path of the model. */
    public Path model() {
        return Path.of(state.begin().path("model").asText());
    }

    /** Returns whether an update was begun and is not decided on. */
    public boolean isPending() {
        return state.pending() > 0;
    }

    /** Returns where the folder stands. */
    public LearnStatus status() {
        return LearnStatus.of(model(), state, files);
    }

    /**
     * Learns new documents and decides whether that is kept.
     *
     * @param stop asked between two steps of the training; {@link #resume} goes on later
     * @throws FormatException if an update is pending, or the documents are too few or can't be read
     * @throws IOException if something can't be written
     */
    public UpdateResult update(
            LearnData data, LearnOptions options, TrainingRun.Listener listener, BooleanSupplier stop)
            throws IOException {
        if (isPending()) {
            throw new FormatException("update %d was interrupted; go on with it first, without naming documents"
                    .formatted(state.pending()));
        }
        prepare(state.numbers().size() + 1, data, options);
        return resume(listener, stop).orElseThrow();
    }

    private void prepare(int number, LearnData data, LearnOptions options) throws IOException {
        JsonNode begin = state.begin();
        @Nullable
        String separator =
                begin.path("separator").isTextual() ? begin.path("separator").asText() : null;
        LearnDocuments all = LearnDocuments.read(data.files(), separator);
        LearnDocuments.Parts parts = all.split(options.heldOut(), options.seed());
        if (!data.heldOut().isEmpty()) {
            LearnDocuments given = LearnDocuments.read(data.heldOut(), separator);
            parts = new LearnDocuments.Parts(all.without(given), given);
        }
        if (parts.heldOut().size() < 2 || parts.learned().size() < 1) {
            throw new FormatException(
                    "%d new documents, %d of them held out, are too few: one is needed to learn from and two to measure"
                            .formatted(all.size(), parts.heldOut().size()));
        }
        Path folder = files.update(number);
        Files.createDirectories(folder);
        ObjectNode json = JsonNodeFactory.instance.objectNode().put(LearnState.EVENT, LearnState.UPDATE);
        json.put("number", number).put("from", state.current()).put("format", all.format());
        ArrayNode read = json.putArray("files");
        for (Path file : data.files()) {
            read.addObject().put("path", file.toString()).put("sha256", Sha256.of(file));
        }
        json.put("learned", parts.learned().size());
        json.put("learned_sha256", parts.learned().write(files.learned(number)));
        json.put("held_out", parts.heldOut().size());
        json.put("held_out_sha256", parts.heldOut().write(folder.resolve("held-out.jsonl")));
        List<Path> rehearsed = new ArrayList<>();
        if (!data.rehearsed().isEmpty()) {
            LearnDocuments old = LearnDocuments.read(data.rehearsed(), separator);
            if (old.chat() != all.chat()) {
                throw new FormatException(
                        "what is rehearsed and what is new must both be texts, or both conversations");
            }
            json.put("rehearsed_sha256", old.write(folder.resolve("rehearsed.jsonl")));
            rehearsed.add(folder.resolve("rehearsed.jsonl"));
        }
        for (int earlier : state.chain()) {
            if (state.update(earlier).path("format").asText().equals(all.format())) {
                rehearsed.add(files.learned(earlier));
            }
        }
        json.set("options", options.toJson());
        Path from = state.current() == 0 ? null : files.adapter(state.current());
        UpdateTraining.writeRecipe(folder, model(), all.chat(), options, from, rehearsed);
        append(json);
    }

    /**
     * Goes on with the pending update: trains, measures and decides.
     *
     * @return its outcome; empty if no update is pending
     */
    public Optional<UpdateResult> resume(TrainingRun.Listener listener, BooleanSupplier stop) throws IOException {
        int number = state.pending();
        if (number == 0) {
            return Optional.empty();
        }
        if (!state.isTrained(number)) {
            if (!UpdateTraining.train(files.update(number), tools.run(), listener, stop)) {
                return Optional.of(new UpdateResult(number, null, used()));
            }
            ObjectNode json = JsonNodeFactory.instance.objectNode().put(LearnState.EVENT, LearnState.TRAINED);
            append(json.put("number", number).put("adapter_sha256", Sha256.of(files.weights(number))));
        }
        GateReport report = new UpdateGate(files, state, tools).measure(number);
        ObjectNode decision = JsonNodeFactory.instance.objectNode().put(LearnState.EVENT, LearnState.DECISION);
        decision.put("number", number);
        report.into(decision);
        decision.put("bits_sha256", Sha256.of(files.update(number).resolve("held-out.bits.json")));
        append(decision);
        files.point(state.current());
        return Optional.of(new UpdateResult(number, report, used()));
    }

    private @Nullable Path used() {
        return state.current() == 0 ? null : files.adapter(state.current());
    }

    /**
     * Goes back to an earlier update; those after it stay on the disk and in the ledger.
     *
     * @param to the number of a kept update that the current one rests on; 0 for the model itself
     * @throws FormatException if there is no such update, or one is pending
     */
    public void rollback(int to) throws IOException {
        List<Integer> chain = state.chain();
        if (isPending()) {
            throw new FormatException("update %d was interrupted; go on with it first".formatted(state.pending()));
        }
        if (to == state.current() || to != 0 && !chain.contains(to)) {
            throw new FormatException("update %d is used, which rests on %s: go back to one of those"
                    .formatted(
                            state.current(),
                            chain.size() < 2
                                    ? "the model itself (0) alone"
                                    : chain.subList(0, chain.size() - 1) + " and the model itself (0)"));
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode().put(LearnState.EVENT, LearnState.ROLLBACK);
        append(json.put("from", state.current()).put("to", to));
        files.point(to);
    }

    @Override
    public void close() throws IOException {
        ledger.close();
    }
}
