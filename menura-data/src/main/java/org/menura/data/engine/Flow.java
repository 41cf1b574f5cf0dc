package org.menura.data.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.data.plan.ComponentsStage;
import org.menura.data.plan.KeyedStage;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Plan;
import org.menura.data.plan.Stage;

/**
 * The stages of a plan, divided where rows must meet: phase 0 are the stages up to the first that groups; each further
 * phase begins with what a grouping stage decides about its rows.
 */
final class Flow implements AutoCloseable {
    private final List<String> names = new ArrayList<>();
    private final List<Stage> stages = new ArrayList<>();
    private final List<Integer> groupings = new ArrayList<>();
    private final List<Reading> readings = new ArrayList<>();
    private final Sink sink;

    Flow(Job job) {
        Plan plan = job.read();
        sink = Sink.of(plan.sink());
        plan.sources().forEach(options -> readings.add(Reading.of(options)));
        try {
            for (Plan.Step step : plan.steps()) {
                Stage stage = Plan.create(step);
                names.add(step.name());
                stages.add(stage);
                if (!(stage instanceof MapStage)) {
                    groupings.add(stages.size() - 1);
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    List<String> names() {
        return names;
    }

    Stage stage(int number) {
        return stages.get(number);
    }

    Sink sink() {
        return sink;
    }

    Reading reading(Input input) {
        return readings.get(input.source());
    }

    /** The number of phases: one more than there are stages that group. */
    int phases() {
        return groupings.size() + 1;
    }

    /** The number of the stage that groups the rows which a phase gives out; -1 for the last phase. */
    int groupingAfter(int phase) {
        return phase < groupings.size() ? groupings.get(phase) : -1;
    }

    /** The first stage that sees rows in a phase: one that grouped them before, but for the first phase. */
    int first(int phase) {
        return phase == 0 ? 0 : groupings.get(phase - 1);
    }

    /** The stage behind the last map of a phase. */
    int end(int phase) {
        return phase < groupings.size() ? groupings.get(phase) : stages.size();
    }

    /** Whether a grouping stage needs the sizes of groups. */
    static boolean countsMembers(Stage stage) {
        return stage instanceof KeyedStage keyed && keyed.countsMembers();
    }

    /** The stage of components that follows a phase; null if it is one of keys. */
    @Nullable
    ComponentsStage components(int phase) {
        return stages.get(groupingAfter(phase)) instanceof ComponentsStage components ? components : null;
    }

    @Override
    public void close() {
        stages.forEach(Stage::close);
    }
}
