package org.menura.train.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.grad.Parameter;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.Trainer;
import org.menura.train.ledger.CheckpointParts;
import org.menura.train.ledger.RunState;
import org.menura.train.ledger.SavedCheckpoint;
import org.menura.train.optim.Optimizer;
import org.menura.train.recipe.Recipe;
import org.menura.train.schema.Options;
import org.menura.train.setup.TrainedModel;

/**
 * Teaching by replicas that are joined now and then (DiLoCo, Douillard et al., arXiv 2311.08105): each replica takes some
 * steps from the joined weights with an optimiser of its own; the mean of their changes is the gradient of an outer step
 * with Nesterov momentum. Step {@code s} of replica {@code r} of {@code m} learns from what step {@code s · m + r} of a
 * run without replicas would. Changes are added in the order of replicas, so that it does not matter who computed them,
 * where, or how often.
 */
final class DiLoCoLearning extends RunLearning {
    private static final String REPLICA = "replica-%02d";

    private final Recipe recipe;
    private final RunStage stage;
    private final DiLoCoFiles files;
    private final RunSettings settings;
    private final String folder;
    private final CpuBackend cpu;
    private final int replicas;
    private final long inner;
    private final double rate;
    private final double momentum;
    private final SequencedMap<String, Tensor> velocity = new LinkedHashMap<>();
    private long joined;

    DiLoCoLearning(
            Recipe recipe,
            Options diloco,
            TrainedModel student,
            RunStage stage,
            CpuBackend cpu,
            RunSettings settings,
            java.nio.file.Path run) {
        super(recipe, student, List.of(stage), cpu, settings.threads());
        this.recipe = recipe;
        this.stage = stage;
        this.cpu = cpu;
        this.settings = settings;
        this.folder = run.toAbsolutePath().toString();
        this.files = new DiLoCoFiles(run);
        this.replicas = Math.toIntExact(diloco.whole("replicas"));
        this.inner = diloco.whole("inner");
        this.rate = diloco.number("rate");
        this.momentum = diloco.number("momentum");
        for (Parameter p : stage.taught()) {
            velocity.put(p.name(), Tensor.zeros(p.value().shape().toArray()));
        }
    }

    /** A task whose steps are every so many of another's. */
    private record Share(Task whole, int replicas, int replica) implements Task {
        @Override
        public StepResult gradients(long step) {
            return whole.gradients(step * replicas + replica);
        }

        @Override
        public void bound() {
            whole.bound();
        }
    }

    /** Trains a replica for a round, from files to files, unless that is done. */
    void train(long round, int replica) throws IOException {
        if (files.isDone(round, replica)) {
            return;
        }
        Checkpoint start = files.started(round);
        load(start);
        Optimizer optimizer = RunOptimizer.optimizer(recipe.optimizer(), stage.taught(), cpu, settings.threads());
        if (round > 0) {
            optimizer.restore(all(files.optimizerAfter(round - 1, replica)));
        }
        Task task = stage.task().task();
        double clip = recipe.optimizer().number("clip");
        Trainer trainer = new Trainer(
                new Share(task, replicas, replica),
                optimizer,
                RunOptimizer.schedule(recipe.schedule(), stage.steps()),
                clip == 0 ? Double.POSITIVE_INFINITY : clip,
                settings.threads(),
                null);
        List<DiLoCoFiles.InnerStep> steps = new ArrayList<>();
        trainer.run(
                round * inner,
                Math.min(steps(), (round + 1) * inner),
                (step, result, learningRate, norm) -> {
                    if (!task.mayPauseAfter(step * replicas + replica)) {
                        throw new FormatException(
                                "the objective %s keeps something from step to step beside the weights, which replicas can't share; leave diloco out"
                                        .formatted(recipe.objectiveType().name()));
                    }
                    steps.add(new DiLoCoFiles.InnerStep(result.loss(), learningRate, norm, result.tokens()));
                },
                () -> false);
        SequencedMap<String, TensorEntry> change = new LinkedHashMap<>();
        for (Parameter p : stage.taught()) {
            float[] before = start.tensor(p.name()).toFloats();
            float[] values = p.value().floats();
            int offset = p.value().offset();
            float[] difference = new float[before.length];
            for (int i = 0; i < before.length; i++) {
                difference[i] = before[i] - values[offset + i];
            }
            change.put(
                    p.name(), TensorEntry.of(Tensor.of(difference, 0, p.value().shape())));
        }
        files.finish(round, replica, change, entries(optimizer.state()), steps);
    }

    @Override
    long advance(long from, long to, Trainer.Listener told, BooleanSupplier stop) throws IOException {
        if (from % inner != 0 || to % inner != 0) {
            throw new FormatException(
                    "replicas are joined every %d steps, so a run with diloco goes from one such step to another, not from %d to %d"
                            .formatted(inner, from, to));
        }
        long next = from;
        while (next < to) {
            long round = next / inner;
            if (!files.isBegun(round)) {
                files.begin(round, weights());
            }
            List<ReplicaTask> tasks = new ArrayList<>();
            for (int r = 0; r < replicas; r++) {
                if (!files.isDone(round, r)) {
                    tasks.add(new ReplicaTask(folder, round, r, settings.libraries()));
                }
            }
            if (!tasks.isEmpty()) {
                settings.replicas().run(tasks, task -> train(task.round(), task.replica()));
            }
            join(round);
            tell(round, told);
            next = Math.min(to, (round + 1) * inner);
            files.forgetBefore(round);
            if (stop.getAsBoolean()) {
                break;
            }
        }
        return next;
    }

    /** The outer step: changes are added in the order of replicas, in float64. */
    private void join(long round) {
        Checkpoint start = files.started(round);
        List<Checkpoint> changes = new ArrayList<>();
        for (int r = 0; r < replicas; r++) {
            changes.add(files.changed(round, r));
        }
        for (Parameter p : stage.taught()) {
            float[] before = start.tensor(p.name()).toFloats();
            double[] sum = new double[before.length];
            for (Checkpoint each : changes) {
                float[] change = each.tensor(p.name()).toFloats();
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += change[i];
                }
            }
            Tensor remembered = java.util.Objects.requireNonNull(velocity.get(p.name()));
            float[] speed = remembered.floats();
            float[] values = p.value().floats();
            int offset = p.value().offset();
            for (int i = 0; i < sum.length; i++) {
                double mean = sum[i] / replicas;
                speed[i] = (float) (momentum * speed[i] + mean);
                values[offset + i] = (float) (before[i] - rate * (mean + momentum * speed[i]));
            }
        }
        joined = round + 1;
    }

    /** Tells of the steps of a round: the means of the replicas, in their order, and the tokens of all. */
    private void tell(long round, Trainer.Listener told) throws IOException {
        List<List<DiLoCoFiles.InnerStep>> all = new ArrayList<>();
        for (int r = 0; r < replicas; r++) {
            all.add(files.stepsOf(round, r));
        }
        for (int s = 0; s < all.getFirst().size(); s++) {
            double loss = 0;
            double norm = 0;
            long tokens = 0;
            for (List<DiLoCoFiles.InnerStep> replica : all) {
                loss += replica.get(s).loss();
                norm += replica.get(s).norm();
                tokens += replica.get(s).tokens();
            }
            told.stepped(
                    round * inner + s,
                    StepResult.of(loss / replicas, tokens),
                    all.getFirst().get(s).rate(),
                    norm / replicas);
        }
    }

    private SequencedMap<String, TensorEntry> weights() {
        SequencedMap<String, TensorEntry> weights = new LinkedHashMap<>();
        stage.taught().forEach(p -> weights.put(p.name(), TensorEntry.of(p.value())));
        return weights;
    }

    @Override
    void restore(SavedCheckpoint saved) {
        load(saved.tensors(CheckpointParts.MODEL));
        Checkpoint outer = saved.tensors(CheckpointParts.OPTIMIZER);
        velocity.forEach((name, tensor) -> {
            float[] values = outer.tensor(name).toFloats();
            System.arraycopy(values, 0, tensor.floats(), 0, values.length);
        });
        joined = saved.step() / inner;
        try {
            for (int r = 0; r < replicas; r++) {
                Checkpoint optimizer = saved.tensors(REPLICA.formatted(r));
                SequencedMap<String, Tensor> state = new LinkedHashMap<>();
                optimizer.names().forEach(name -> state.put(name, optimizer.tensor(name)));
                files.restoreOptimizer(joined - 1, r, entries(state));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    void complete() throws IOException {
        files.delete();
    }

    @Override
    CheckpointParts parts(RunState state) {
        CheckpointParts parts = CheckpointParts.of(state, weights(), entries(velocity));
        for (int r = 0; r < replicas; r++) {
            SequencedMap<String, Tensor> optimizer = new LinkedHashMap<>();
            Checkpoint saved = files.optimizerAfter(joined - 1, r);
            saved.names().forEach(name -> optimizer.put(name, saved.tensor(name)));
            parts = parts.with(REPLICA.formatted(r), entries(optimizer));
        }
        return parts;
    }

    private static Map<String, Tensor> all(Checkpoint checkpoint) {
        Map<String, Tensor> out = new HashMap<>();
        checkpoint.names().forEach(name -> out.put(name, checkpoint.tensor(name)));
        return out;
    }
}
