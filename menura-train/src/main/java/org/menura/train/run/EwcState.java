package org.menura.train.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.menura.format.Checkpoint;
import org.menura.format.TensorEntry;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;
import org.menura.train.Task;
import org.menura.train.objective.Ewc;
import org.menura.train.objective.FisherDiagonal;
import org.menura.train.recipe.Recipe;
import org.menura.train.run.objective.Objective;
import org.menura.train.schema.Options;
import org.menura.train.task.PenalizedTask;

/** The state of elastic weight consolidation: the weights after earlier tasks and their Fisher information. */
final class EwcState {
    /** The part of a checkpoint. */
    static final String PART = "ewc";

    private static final String VALUE = "value.";
    private static final String FISHER = "fisher.";

    private final Objective objective;
    private final boolean active;
    private final double lambda;
    private final long examples;
    private final List<Ewc> penalties = new ArrayList<>();

    EwcState(Recipe recipe) {
        objective = recipe.objectiveType();
        active = recipe.protectedBy().equals("ewc");
        Options options = recipe.protection().orElse(null);
        lambda = active && options != null ? options.number("lambda") : 0;
        examples = active && options != null ? options.whole("examples") : 0;
    }

    /** A stage's task, held to what earlier ones left. */
    Task of(RunStage stage) {
        return active
                ? new PenalizedTask(stage.task().task(), List.copyOf(penalties), stage.taught())
                : stage.task().task();
    }

    /** Measures what mattered for a stage that is done, on examples of its own one by one. */
    void finished(RunStage stage) {
        if (!active) {
            return;
        }
        Task single = objective.task(stage.setup().single()).task();
        FisherDiagonal fisher = new FisherDiagonal(stage.taught());
        for (long i = 0; i < examples; i++) {
            for (Parameter t : stage.taught()) {
                zero(t.gradient());
            }
            single.gradients(i);
            fisher.add();
        }
        penalties.add(fisher.anchor(lambda));
    }

    private static void zero(Tensor t) {
        Arrays.fill(t.floats(), t.offset(), t.offset() + Math.toIntExact(t.elements()), 0f);
    }

    boolean isEmpty() {
        return penalties.isEmpty();
    }

    /** Returns the tensors to save in a checkpoint. */
    SequencedMap<String, TensorEntry> entries() {
        SequencedMap<String, TensorEntry> out = new LinkedHashMap<>();
        for (int task = 0; task < penalties.size(); task++) {
            for (Ewc.Anchor a : penalties.get(task).anchors()) {
                out.put(task + "." + VALUE + a.name(), TensorEntry.of(a.value()));
                out.put(task + "." + FISHER + a.name(), TensorEntry.of(a.fisher()));
            }
        }
        return out;
    }

    /** Takes back what a checkpoint kept of {@code tasks} tasks. */
    void restore(Checkpoint saved, int tasks, List<Parameter> taught) {
        penalties.clear();
        for (int task = 0; task < tasks; task++) {
            List<Ewc.Anchor> anchors = new ArrayList<>();
            for (Parameter t : taught) {
                anchors.add(new Ewc.Anchor(
                        t.name(),
                        heap(saved.tensor(task + "." + VALUE + t.name())),
                        heap(saved.tensor(task + "." + FISHER + t.name()))));
            }
            penalties.add(new Ewc(anchors, lambda));
        }
    }

    private static Tensor heap(Tensor t) {
        return Tensor.of(t.toFloats(), 0, t.shape());
    }
}
