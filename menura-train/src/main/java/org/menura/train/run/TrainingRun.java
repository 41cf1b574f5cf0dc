package org.menura.train.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.menura.format.FormatException;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.StepResult;
import org.menura.train.TrainingException;
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
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;

/**
 * A run of a recipe with its ledger. Everything that a step does follows from the recipe, the data and the last
 * checkpoint; so a run that was stopped at any moment goes on to the same bytes.
 */
public final class TrainingRun implements AutoCloseable {
    private final Recipe recipe;
    private final Ledger ledger;
    private final RunLearning learning;
    private final RunEvaluation evaluation;
    private final RunContext context;
    private final Listener listener;
    private boolean isCheckpointDue;
    private long next;
    private long tokens;

    /** Sees how a run goes. */
    public interface Listener {
        /** So much of a source is tokenised, or all of it. */
        default void tokenizing(long documents, long seen, boolean complete) {}

        /** In what way this program differs from the one that began the run, a sentence each. */
        default void differs(List<String> sentences) {}

        /** Something is not as the recipe's reader would expect. */
        default void warns(String sentence) {}

        /**
         * The run begins, or goes on, at a step (from 0) of {@code steps}, with so many parameters to teach.
         *
         * @param unit in which what goes through the model is counted: tokens or pictures
         */
        default void begins(long step, long steps, long parameters, String unit) {}

        /** A step is done, counted from 1. */
        default void stepped(StepRecord step, double seconds) {}

        /** An evaluation is done. */
        default void evaluated(EvaluationRecord evaluation) {}

        /** What the model makes of a prompt. */
        default void wrote(String prompt, String continuation) {}

        /** A checkpoint is complete. */
        default void saved(SavedCheckpoint checkpoint) {}
    }

    private TrainingRun(Recipe recipe, Ledger ledger, RunSettings settings, Listener listener) throws IOException {
        this.recipe = recipe;
        this.ledger = ledger;
        this.listener = listener;
        CpuBackend cpu = backend(recipe, settings);
        if (recipe.precision().equals("bf16") && !cpu.engine().contains("oneDNN")) {
            listener.warns("without oneDNN products are computed in float32, though the recipe says precision: bf16");
        }
        GradBackend ops = new GradBackend(cpu, new CpuGradients(cpu), recipe.recompute());
        this.context = RunSetup.context(recipe, cpu, ops);
        List<RunStage> stages = RunStage.of(recipe, context, this::data);
        this.learning = new RunLearning(recipe, context.student(), stages, cpu, settings.threads());
        this.evaluation = new RunEvaluation(recipe, context, this::data);
    }

    private TrainingData data(List<DataSource> sources, String folder) {
        Path shards = ledger.reader().folder().resolve("tokens").resolve(folder);
        return new TrainingData(context, sources, shards, listener::tokenizing);
    }

    private static CpuBackend backend(Recipe recipe, RunSettings settings) {
        return new CpuBackend(CpuOptions.fastest()
                .withThreads(settings.threads())
                .withLibraries(settings.libraries())
                .withBf16(recipe.precision().equals("bf16")));
    }

    /**
     * Begins a run.
     *
     * @throws FormatException if the recipe, a model or the data is malformed, or the output exists already
     * @throws IOException if something can't be read or written
     */
    public static TrainingRun begin(Recipe recipe, RunSettings settings, Listener listener) throws IOException {
        Path output = recipe.output();
        if (LedgerReader.isLedger(output)) {
            String what = new LedgerReader(output).recipe().equals(recipe.text())
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
        return opened(recipe, ledger, settings, listener, Optional.empty());
    }

    private static CodeInfo code(Recipe recipe, RunSettings settings) {
        return CodeInfo.current(settings.version(), backend(recipe, settings).engine());
    }

    /** A run of a recipe in another folder than its own, to compute some of it again. */
    static TrainingRun scratch(Recipe recipe, Path folder, RunSettings settings) throws IOException {
        return begun(recipe, folder, settings, new Listener() {});
    }

    /**
     * Goes on with a run that stopped, from its last checkpoint.
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
        } catch (IOException | RuntimeException e) {
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

    /** How many steps the run has in all. */
    public long steps() {
        return learning.steps();
    }

    /** The step that comes next, from 0. */
    public long next() {
        return next;
    }

    /** To read what was written. */
    public Ledger ledger() {
        return ledger;
    }

    /**
     * Trains to the end, or until {@code stop} says so between two steps.
     *
     * @return whether the run is complete
     * @throws TrainingException if a loss or gradient is no finite number
     * @throws IOException if the ledger can't be written; the last checkpoint stays
     */
    public boolean run(BooleanSupplier stop) throws IOException {
        listener.begins(
                next, steps(), learning.parameters(), recipe.objectiveType().has(Trait.IMAGES) ? "pictures" : "tokens");
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
        if (next == steps()) {
            LedgerPlots.draw(ledger.reader());
            Forgetting.write(ledger.reader());
            RunExport.write(recipe, context, this::data, learning.average(), folder());
        }
        return next == steps();
    }

    /** What is left when a run can't go on, and how to use it: a resumed run would come to the same end. */
    private String safe() {
        return ledger.lastCheckpoint()
                .map(c -> {
                    String kept = "the checkpoint of step %d is kept".formatted(c.step());
                    return context.student().adapters() != null
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
            listener.saved(ledger.checkpoint(parts(step)));
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
    CheckpointParts parts(long step) {
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
