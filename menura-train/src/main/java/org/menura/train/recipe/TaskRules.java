package org.menura.train.recipe;

import java.util.HashSet;
import java.util.Set;
import org.menura.train.run.objective.Objective;
import org.menura.train.run.objective.Objectives;
import org.menura.train.run.objective.Trait;
import org.menura.train.schema.Checker;

/** Checks of the constraints of a sequence of tasks on the other keys. */
final class TaskRules {
    private TaskRules() {}

    static void check(Recipe recipe, Checker checker) {
        if (!recipe.data().isEmpty()) {
            throw checker.error("data", "goes not beside tasks, each of which has its own");
        }
        if (recipe.steps().isPresent() || recipe.epochs().isPresent()) {
            throw checker.error(
                    recipe.steps().isPresent() ? "steps" : "epochs",
                    "goes not beside tasks, each of which has its own");
        }
        if (recipe.emaDecay().isPresent()) {
            throw checker.error("ema", "goes not with tasks");
        }
        Objective objective = recipe.objectiveType();
        if (!objective.has(Trait.SEQUENTIAL)) {
            throw checker.error(
                    "objective.name",
                    "is %s, which learns no tasks in sequence; these do: %s"
                            .formatted(
                                    objective.name(),
                                    String.join(", ", Objectives.names(o -> o.has(Trait.SEQUENTIAL)))));
        }
        if (recipe.protectedBy().equals("adapters") && recipe.adapter().isEmpty()) {
            throw checker.error("adapter", "is missing, of which protection by adapters makes one for each task");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < recipe.tasks().size(); i++) {
            TaskSpec task = recipe.tasks().get(i);
            String at = "tasks[%d].".formatted(i);
            if (!task.name().matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")) {
                throw checker.error(at + "name", "must be of letters, digits, - and _, not '" + task.name() + "'");
            }
            if (!names.add(task.name())) {
                throw checker.error(at + "name", "is '%s', as another task's".formatted(task.name()));
            }
            if (task.steps().isPresent() == task.epochs().isPresent()) {
                throw checker.error(at + "steps", "or epochs must be given, and not both");
            }
            long warmup = recipe.schedule().whole("warmup");
            if (task.steps().isPresent() && warmup > task.steps().getAsLong()) {
                throw checker.error(
                        "schedule.warmup",
                        "is %d, longer than the task %s of %d steps"
                                .formatted(warmup, task.name(), task.steps().getAsLong()));
            }
        }
    }
}
