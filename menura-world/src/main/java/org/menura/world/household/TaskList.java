package org.menura.world.household;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.Trial;

/** The tasks of a household suite: a fixed list, the kinds of goals in turn. */
final class TaskList {
    /** The seed of the first task; those of training are far from it. */
    private static final long FIRST_SEED = 0x6d656e757261L;

    private TaskList() {}

    static List<SuiteTask> of(Household household, SuiteOptions options, Function<HouseholdTask, Trial> beginning) {
        List<String> goals = options.goals(household);
        List<SuiteTask> tasks = new ArrayList<>();
        for (int i = 0; i < options.tasks() && !goals.isEmpty(); i++) {
            String goal = goals.get(i % goals.size());
            HouseholdTask task = household.task(FIRST_SEED + i, options.split(), List.of(goal));
            tasks.add(new Numbered(i, task, beginning));
        }
        return tasks;
    }

    private record Numbered(int index, HouseholdTask task, Function<HouseholdTask, Trial> beginning)
            implements SuiteTask {
        @Override
        public String id() {
            return "%03d %s".formatted(index, task.name());
        }

        @Override
        public String group() {
            return task.template().name();
        }

        @Override
        public Trial begin(long seed) {
            return beginning.apply(task);
        }
    }
}
