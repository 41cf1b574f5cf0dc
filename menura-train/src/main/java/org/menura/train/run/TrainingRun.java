package org.menura.train.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.menura.format.FileTree;
import org.menura.format.FormatException;
import org.menura.train.StepResult;
import org.menura.train.TrainingException;
import org.menura.train.energy.EnergyMeter;
import org.menura.train.ledger.CheckpointParts;
import org.menura.train.ledger.CodeInfo;
import org.menura.train.ledger.DataManifest;
import org.menura.train.ledger.EvaluationRecord;
import org.menura.train.ledger.Forgetting;
import org.menura.train.ledger.KeepPolicy;
import org.menura.train.ledger.Ledger;
import org.menura.train.ledger.LedgerPlots;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.ledger.RunState;
import org.menura.train.ledger.SavedCheckpoint;
import org.menura.train.ledger.StepRecord;
import org.menura.train.recipe.Recipe;
import org.menura.train.run.objective.Trait;
import org.menura.train.schema.Options;
import org.menura.train.setup.RecordLimit;

/**
 * A training run of a recipe with its ledger. Everything that a step does follows from the recipe, the data and the
 * last checkpoint; so a run that was stopped at any moment goes on to the same bytes.
 */
public final class TrainingRun implements AutoCloseable {
    /** Records of each file that {@link #check} reads. */
    private static final long CHECKED = 10_000;

    private final Recipe recipe;
    private final Ledger ledger;
    private final RunLearning learning;
    private final RunEvaluation evaluation;
    private final RunParts parts;
    private final Listener listener;
    private boolean isCheckpointDue;
    private final RunFigures figures;
    private long next;
    private long tokens;

    /** A listener to the progress of a run. */
    public interface Listener {
        /** Receives the progress of tokenising a source. */
        default void tokenizing(long documents, long seen, boolean complete) {}

        /** Receives the differences of this program to the one that began the run, a sentence each. */
        default void differs(List<String> sentences) {}

        /** Receives a warning about something that the recipe's reader would not expect. */
        default void warns(String sentence) {}

        /**
         * Receives the start of a run, or its resumption, at a step (from 0) of {@code steps}, with the number of
         * trained parameters.
         *
         * @param seen number of tokens or images that went through the model before
         * @param unit unit of that number: tokens or pictures
         */
        default void begins(long step, long steps, long parameters, long seen, String unit) {}

        /** Receives the record of a finished step, counted from 1. */
        default void stepped(StepRecord step, double seconds) {}

        /** Receives the record of a finished evaluation. */
        default void evaluated(EvaluationRecord evaluation) {}

        /** Receives a sample that the model generated from a prompt. */
        default void wrote(String prompt, String continuation) {}

        /** Receives a complete checkpoint. */
        default void saved(SavedCheckpoint checkpoint) {}
    }

    private TrainingRun(Recipe recipe, Ledger ledger, RunSettings settings, Listener listener) {
        this.recipe = recipe;
        this.ledger = ledger;
        this.listener = listener;
        this.parts = RunParts.of(recipe, settings, listener, folder().resolve("tokens"), RecordLimit.none());
        this.learning = Objects.requireNonNull(parts.learning());
        this.evaluation = parts.evaluation();
        this.figures = new RunFigures(folder(), settings);
    }

    /**
     * Begins a run. A run without a checkpoint in its place is replaced; where the model or the data is found to be wrong,
     * nothing stays behind.
     *
     * @throws FormatException if the recipe, a model or the data is malformed, or the output exists already
     * @throws IOException if something can't be read or written
     */
    public static TrainingRun begin(Recipe recipe, RunSettings settings, Listener listener) throws IOException {
        Path output = recipe.output();
        if (LedgerReader.isLedger(output)) {
            LedgerReader there = new LedgerReader(output);
            if (there.checkpointHashes().isEmpty() && there.checkpoints().isEmpty()) {
                Ledger.discard(output); // of a run that came to nothing
                return begun(recipe, output, settings, listener);
            }
            String what = there.recipe().equals(recipe.text())
                    ? "%s holds a run of this recipe already; go on with: menura train --resume %s"
                    : "%s holds a run of another recipe, or of this one before it was changed; give the recipe another"
                            + " output, or go on with the old one: menura train --resume %s";
            throw new FormatException(what.formatted(output, output));
        }
        return begun(recipe, output, settings, listener);
    }

    private static TrainingRun begun(Recipe recipe, Path folder, RunSettings settings, Listener listener)
            throws IOException {
        DataManifest data = DataManifest.of(recipe.base(), RunInputs.files(recipe));
        Ledger ledger = Ledger.create(folder, recipe.text(), recipe.resolved(), code(recipe, settings), data);
        try {
            return opened(recipe, ledger, settings, listener, Optional.empty());
        } catch (IOException | RuntimeException e) {
            Ledger.discard(folder);
            throw e;
        }
    }

    /**
     * Checks a recipe: prepares a run as {@link #begin} does, in a temporary folder, without training. Of large data
     * the first records are read.
     *
     * @throws FormatException if the recipe, a model or the data is malformed
     * @throws IOException if something can't be read or written
     */
    public static void check(Recipe recipe, RunSettings settings, Listener listener) throws IOException {
        RunInputs.files(recipe);
        Path folder = Files.createTempDirectory("menura-check");
        try {
            RunParts.of(recipe, settings, listener, folder, new RecordLimit(CHECKED));
        } finally {
            FileTree.delete(folder);
        }
    }

    private static CodeInfo code(Recipe recipe, RunSettings settings) {
        return CodeInfo.current(
                settings.version(), RunParts.backend(recipe, settings).engine());
    }

    /** A run of a recipe in another folder than its own, to compute some of it again. */
    static TrainingRun scratch(Recipe recipe, Path folder, RunSettings settings) throws IOException {
        return begun(recipe, folder, settings, new Listener() {});
    }

    /**
     * Resumes a run that stopped, from its last checkpoint.
     *
     * @param folder of its ledger
     */
    public static TrainingRun resume(Path folder, RunSettings settings, Listener listener) throws IOException {
        Ledger ledger = Ledger.open(folder);
        try {
            Recipe recipe = Recipe.read(
                    ledger.reader().resolvedRecipe(), ledger.reader().data().base());
            List<String> differences = ledger.reader().code().differences(code(recipe, settings));
            if (!differences.isEmpty()) {
                listener.differs(differences);
            }
            Optional<SavedCheckpoint> last = ledger.resume();
            ledger.prune(kept(recipe)); // the run may have ended between a checkpoint and this
            return opened(recipe, ledger, settings, listener, last);
        } catch (IOException | RuntimeException e) {
            ledger.close();
            throw e;
        }
    }

    private static TrainingRun opened(
            Recipe recipe, Ledger ledger, RunSettings settings, Listener listener, Optional<SavedCheckpoint> from)
            throws IOException {
        try {
            TrainingRun run = new TrainingRun(recipe, ledger, settings, listener);
            if (from.isPresent()) {
                run.restore(from.get());
            }
            return run;
        } catch (RuntimeException e) {
            ledger.close();
            throw e;
        }
    }

    /** Puts everything back to where a checkpoint has it. */
    void restore(SavedCheckpoint saved) {
        learning.restore(saved);
        next = saved.step();
        tokens = saved.state().tokens();
    }

    /** Returns the total number of steps. */
    public long steps() {
        return learning.steps();
    }

    /** Returns the next step, counted from 0. */
    public long next() {
        return next;
    }

    /** Returns the ledger of the run. */
    public Ledger ledger() {
        return ledger;
    }

    /**
     * Trains to the end, or until {@code stop} says so between two steps, where a checkpoint is then saved.
     *
     * @return whether the run is complete
     * @throws TrainingException if a loss or gradient is no finite number
     * @throws IOException if the ledger can't be written; the last checkpoint stays
     */
    public boolean run(BooleanSupplier stop) throws IOException {
        listener.begins(
                next,
                steps(),
                learning.parameters(),
                tokens,
                recipe.objectiveType().has(Trait.IMAGES) ? "pictures" : "tokens");
        try (EnergyMeter meter = EnergyMeter.start(null)) {
            figures.begin(meter, next);
            return learn(stop);
        }
    }

    private boolean learn(BooleanSupplier stop) throws IOException {
        if (next == 0) {
            evaluateStart();
        }
        long[] clock = {System.nanoTime()};
        try {
            next = learning.advance(
                    next,
                    steps(),
                    (step, result, rate, norm) -> {
                        double seconds = (System.nanoTime() - clock[0]) / 1e9;
                        record(step + 1, result, rate, norm, seconds);
                        clock[0] = System.nanoTime();
                    },
                    stop);
        } catch (TrainingException e) {
            throw new TrainingException(e.getMessage() + "; " + safe(), e);
        }
        if (next < steps() && next > 0 && !ledger.checkpoints().containsKey(next)) {
            listener.saved(ledger.checkpoint(checkpoint(next)));
            figures.used(next);
            ledger.prune(kept(recipe));
        }
        if (next == steps()) {
            LedgerPlots.draw(ledger.reader());
            Forgetting.write(ledger.reader());
            RunExport.write(recipe, parts.context(), parts.data(), learning.average(), folder());
            learning.complete();
            figures.used(next);
            figures.complete(ledger.reader(), learning.parameters());
        }
        return next == steps();
    }

    /** What is left when a run can't go on, and how to use it: a resumed run would come to the same end. */
    private String safe() {
        return ledger.lastCheckpoint()
                .map(c -> {
                    String kept = "the checkpoint of step %d is kept".formatted(c.step());
                    return parts.context().student().adapters() != null
                            ? kept + " in " + c.folder()
                            : "%s: begin a run with a changed recipe from it (model.config, and model.checkpoint: %s)"
                                    .formatted(kept, c.folder().resolve("model.safetensors"));
                })
                .orElse("there is no checkpoint yet, so change the recipe and start anew");
    }

    private void record(long step, StepResult result, double rate, double norm, double seconds) throws IOException {
        tokens += result.tokens();
        StepRecord record = new StepRecord(step, result.loss(), rate, norm, tokens, result.metrics());
        ledger.append(record);
        ledger.time(step, seconds);
        listener.stepped(record, seconds);
        RunStage stage = learning.stage();
        boolean ends = step == stage.end();
        learning.finished(step);
        if (evaluation.isDue(step) || step == steps() && evaluation.hasUsual()) {
            evaluation.usual(step, List.of(), folder(), listener, this::evaluated);
        }
        if (ends) {
            evaluation.tasks(step, stage.number() + 1, List.of(), this::evaluated);
        }
        isCheckpointDue |= step % recipe.checkpoint().whole("every") == 0 || ends;
        if (isCheckpointDue && (ends || stage.task().task().mayPauseAfter(step - 1 - stage.begin()))) {
            isCheckpointDue = false;
            listener.saved(ledger.checkpoint(checkpoint(step)));
            figures.used(step);
            ledger.prune(kept(recipe));
        }
    }

    private static KeepPolicy kept(Recipe recipe) {
        Options c = recipe.checkpoint();
        return new KeepPolicy((int) Math.min(Integer.MAX_VALUE, c.whole("keep")), c.whole("milestones"));
    }

    /** What was measured before the first step; some of it may be there of a run that was stopped then. */
    private void evaluateStart() throws IOException {
        List<String> known = ledger.reader().evaluations().stream()
                .map(EvaluationRecord::name)
                .toList();
        evaluation.usual(0, known, folder(), listener, this::evaluated);
        evaluation.tasks(0, 0, known, this::evaluated);
    }

    private Path folder() {
        return ledger.reader().folder();
    }

    private void evaluated(EvaluationRecord record) throws IOException {
        ledger.append(record);
        listener.evaluated(record);
    }

    /** All that the run would go on from after a step. */
    CheckpointParts checkpoint(long step) {
        return learning.parts(new RunState(step, tokens, JsonNodeFactory.instance.objectNode(), Map.of()));
    }

    /** The records of some steps, computed again from where the run stands; nothing is written. */
    List<StepRecord> again(long to) throws IOException {
        List<StepRecord> records = new ArrayList<>();
        next = learning.advance(
                next,
                to,
                (step, result, rate, norm) -> {
                    tokens += result.tokens();
                    records.add(new StepRecord(step + 1, result.loss(), rate, norm, tokens, result.metrics()));
                    learning.finished(step + 1);
                },
                () -> false);
        return records;
    }

    @Override
    public void close() throws IOException {
        ledger.close();
    }
}
