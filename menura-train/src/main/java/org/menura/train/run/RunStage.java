package org.menura.train.run;

import java.util.ArrayList;
import java.util.List;
import org.menura.tensor.grad.Parameter;
import org.menura.train.recipe.Recipe;
import org.menura.train.recipe.TaskSpec;
import org.menura.train.run.objective.StageSetup;
import org.menura.train.run.objective.StageTask;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;

/**
 * A stretch of a run with its own data, optimiser and schedule: all of it, or a task of a sequence.
 *
 * @param number from 0
 * @param begin the step before its first
 * @param end its last step
 * @param task what it learns
 * @param taught what it changes
 * @param setup what the task was made of
 */
record RunStage(int number, long begin, long end, StageTask task, List<Parameter> taught, StageSetup setup) {
    long steps() {
        return end - begin;
    }

    /** The stages of a recipe. */
    static List<RunStage> of(Recipe recipe, RunContext run, TrainingData.Maker data) {
        List<TaskSpec> tasks = recipe.tasks().isEmpty()
                ? List.of(new TaskSpec("", recipe.data(), List.of(), recipe.steps(), recipe.epochs()))
                : recipe.tasks();
        double replayed = recipe.protectedBy().equals("replay")
                ? recipe.protection().orElseThrow().number("share")
                : 0;
        int accumulation = Math.toIntExact(recipe.batch().whole("accumulation"));
        List<TrainingData> earlier = new ArrayList<>();
        List<RunStage> stages = new ArrayList<>();
        long begin = 0;
        for (int i = 0; i < tasks.size(); i++) {
            TaskSpec spec = tasks.get(i);
            TrainingData own = data.of(spec.data(), spec.name());
            List<Parameter> taught = new ArrayList<>(run.student().taught(i));
            StageSetup setup = new StageSetup(
                    run, taught, own, replayed > 0 ? earlier : List.of(), replayed, run.sequences(), accumulation);
            StageTask task = recipe.objectiveType().task(setup);
            taught.addAll(task.more());
            long steps = spec.steps().isPresent()
                    ? spec.steps().getAsLong()
                    : Math.max(1, Math.round(spec.epochs().orElse(1) * task.stepsPerEpoch()));
            stages.add(new RunStage(i, begin, begin + steps, task, taught, setup));
            begin += steps;
            earlier.add(own);
        }
        return stages;
    }
}
