package org.menura.train.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.grad.Parameter;
import org.menura.train.Trainer;
import org.menura.train.ledger.CheckpointParts;
import org.menura.train.ledger.RunState;
import org.menura.train.ledger.SavedCheckpoint;
import org.menura.train.optim.Ema;
import org.menura.train.optim.Optimizer;
import org.menura.train.recipe.Recipe;
import org.menura.train.setup.TrainedModel;

/** The state of training in a run, stage after stage: parameters, optimiser, and what is kept of earlier tasks. */
class RunLearning {
    private static final String EMA = "ema";

    private final Recipe recipe;
    private final TrainedModel student;
    private final List<RunStage> stages;
    private final List<Parameter> taught;
    private final EwcState protection;
    private final CpuBackend cpu;
    private final int threads;
    private Teaching teaching;

    /** A stage that is being learned. */
    private record Teaching(
            RunStage stage, Optimizer optimizer, @Nullable Ema average, Trainer trainer) {}

    RunLearning(Recipe recipe, TrainedModel student, List<RunStage> stages, CpuBackend cpu, int threads) {
        this.recipe = recipe;
        this.student = student;
        this.stages = List.copyOf(stages);
        this.taught = new ArrayList<>(student.allTaught());
        stages.forEach(s -> taught.addAll(s.task().more()));
        this.protection = new EwcState(recipe);
        this.cpu = cpu;
        this.threads = threads;
        this.teaching = teach(stages.getFirst());
    }

    /** The stage that is being learned. */
    RunStage stage() {
        return teaching.stage;
    }

    /** The moving average of its weights, if one is kept. */
    @Nullable
    Ema average() {
        return teaching.average;
    }

    /** Returns the number of steps of all stages. */
    long steps() {
        return stages.getLast().end();
    }

    /** Counts the parameters that any stage trains. */
    long parameters() {
        return taught.stream().mapToLong(t -> t.value().elements()).sum();
    }

    /** Begins a stage, with an optimiser that remembers nothing. */
    private Teaching teach(RunStage stage) {
        if (student.adapters() != null) {
            student.adapters()
                    .use(Math.min(stage.number(), student.adapters().all().size() - 1));
        }
        Optimizer optimizer = RunOptimizer.optimizer(recipe.optimizer(), stage.taught(), cpu, threads);
        Ema average = recipe.emaDecay().isPresent()
                ? new Ema(stage.taught(), recipe.emaDecay().getAsDouble(), threads)
                : null;
        double clip = recipe.optimizer().number("clip");
        Trainer trainer = new Trainer(
                protection.of(stage),
                optimizer,
                RunOptimizer.schedule(recipe.schedule(), stage.steps()),
                clip == 0 ? Double.POSITIVE_INFINITY : clip,
                threads,
                average,
                stage.begin());
        return new Teaching(stage, optimizer, average, trainer);
    }

    /**
     * Goes through the stages from one step to another, or until {@code stop} says so.
     *
     * @return the step that would come next
     */
    long advance(long from, long to, Trainer.Listener told, BooleanSupplier stop) throws IOException {
        long next = from;
        while (next < to) {
            if (next == teaching.stage.end()) {
                teaching = teach(stages.get(teaching.stage.number() + 1));
            }
            long until = Math.min(to, teaching.stage.end());
            next = teaching.trainer.run(next, until, told, stop);
            if (next < until || stop.getAsBoolean()) {
                break;
            }
        }
        return next;
    }

    /** Finishes a step: at a stage's last one, keeps what later stages need of it. */
    void finished(long step) {
        if (step == teaching.stage.end() && step < steps()) {
            protection.finished(teaching.stage);
        }
    }

    /** Deletes what only a run under way needs. */
    void complete() throws IOException {}

    /** Puts parameters, optimiser and protection back to where a checkpoint has them. */
    void restore(SavedCheckpoint saved) {
        load(saved.tensors(CheckpointParts.MODEL));
        long next = saved.step();
        RunStage stage =
                stages.stream().filter(s -> next <= s.end()).findFirst().orElse(stages.getLast());
        boolean isOver = next == stage.end() && stage.number() + 1 < stages.size();
        if (saved.has(EwcState.PART)) {
            protection.restore(
                    saved.tensors(EwcState.PART), isOver ? stage.number() + 1 : stage.number(), stage.taught());
        }
        teaching = teach(isOver ? stages.get(stage.number() + 1) : stage);
        if (!isOver) {
            teaching.optimizer.restore(all(saved.tensors(CheckpointParts.OPTIMIZER)));
            if (teaching.average != null) {
                teaching.average.restore(all(saved.tensors(EMA)));
            }
        }
    }

    /** Puts the values of a file into the parameters that are taught. */
    final void load(Checkpoint model) {
        for (Parameter t : taught) {
            Tensor stored = model.tensor(t.name());
            if (!stored.shape().equals(t.value().shape())) {
                throw new FormatException("the checkpoint has %s of shape %s, but the recipe's model has %s"
                        .formatted(t.name(), stored.shape(), t.value().shape()));
            }
            float[] values = stored.toFloats();
            System.arraycopy(values, 0, t.value().floats(), t.value().offset(), values.length);
        }
    }

    private static Map<String, Tensor> all(Checkpoint checkpoint) {
        Map<String, Tensor> out = new HashMap<>();
        checkpoint.names().forEach(name -> out.put(name, checkpoint.tensor(name)));
        return out;
    }

    /** Returns the parts of a checkpoint from which the run can resume. */
    CheckpointParts parts(RunState state) {
        SequencedMap<String, TensorEntry> model = new LinkedHashMap<>();
        taught.forEach(t -> model.put(t.name(), TensorEntry.of(t.value())));
        CheckpointParts parts = CheckpointParts.of(state, model, entries(teaching.optimizer.state()));
        if (teaching.average != null) {
            parts = parts.with(EMA, entries(teaching.average.state()));
        }
        return protection.isEmpty() ? parts : parts.with(EwcState.PART, protection.entries());
    }

    static SequencedMap<String, TensorEntry> entries(SequencedMap<String, Tensor> tensors) {
        SequencedMap<String, TensorEntry> out = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> out.put(name, TensorEntry.of(tensor)));
        return out;
    }
}
