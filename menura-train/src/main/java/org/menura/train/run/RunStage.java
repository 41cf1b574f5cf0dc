package org.menura.train.run;

import java.util.ArrayList;
import java.util.List;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.grad.Parameter;
import org.menura.train.recipe.DataSource;
import org.menura.train.recipe.Recipe;
import org.menura.train.recipe.TaskSpec;

/**
 * A stretch of a run with its own data, optimiser and schedule: all of it, or a task of a sequence.
 *
 * @param number from 0
 * @param begin the step before its first
 * @param end its last step
 * @param task what it learns
 * @param taught what it changes
 * @param parts what the task was made of
 */
record RunStage(int number, long begin, long end, RunTask task, List<Parameter> taught, RunTask.Parts parts) {
    long steps() {
        return end - begin;
    }

    /** The stages of a recipe. */
    static List<RunStage> of(
            Recipe recipe, TrainedModel student, RunText text, CpuBackend cpu, RunEvaluation.Data data) {
        List<TaskSpec> tasks = recipe.tasks().isEmpty()
                ? List.of(new TaskSpec("", recipe.data(), List.of(), recipe.steps(), recipe.epochs()))
                : recipe.tasks();
        boolean replays = recipe.protectedBy().equals("replay");
        int sequences = Math.toIntExact(recipe.batch().whole("sequences"));
        int accumulation = Math.toIntExact(recipe.batch().whole("accumulation"));
        List<RunData> earlier = new ArrayList<>();
        List<RunStage> stages = new ArrayList<>();
        long begin = 0;
        for (int i = 0; i < tasks.size(); i++) {
            TaskSpec spec = tasks.get(i);
            List<DataSource> sources = spec.data();
            RunData own = data.of(sources, spec.name());
            List<Parameter> taught = new ArrayList<>(student.taught(i));
            RunTask.Parts parts = new RunTask.Parts(
                    recipe,
                    student,
                    List.copyOf(taught),
                    own,
                    replays ? List.copyOf(earlier) : List.of(),
                    text,
                    cpu,
                    sequences,
                    accumulation);
            RunTask task = RunTask.of(parts);
            taught.addAll(task.more());
            long steps = spec.steps().isPresent()
                    ? spec.steps().getAsLong()
                    : Math.max(1, Math.round(spec.epochs().orElse(1) * task.stepsPerEpoch()));
            stages.add(new RunStage(i, begin, begin + steps, task, taught, parts));
            begin += steps;
            earlier.add(own);
        }
        return stages;
    }
}
