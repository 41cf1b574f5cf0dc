package org.menura.world.household;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.world.household.engine.Action;
import org.menura.world.household.engine.House;
import org.menura.world.household.engine.Receptacle;
import org.menura.world.household.engine.Wording;

/** A task being acted on. */
public final class Play {
    private static final String THINK = "think:";
    private static final String THOUGHT = "OK.";

    private final HouseholdTask task;
    private final Demand demand;
    private final House house;
    private final Knowledge knowledge = new Knowledge();
    private int steps;
    private boolean solved;
    private @Nullable Action last;

    /** Begins a task. */
    public Play(HouseholdTask task) {
        this.task = task;
        this.demand = task.demand();
        this.house = task.start().copy();
        this.solved = task.goal().holds(house);
    }

    /** Returns the house in its present state. */
    public House house() {
        return house;
    }

    /** Returns the number of actions so far, those without effect among them. */
    public int steps() {
        return steps;
    }

    /** Returns whether the goal has been reached. */
    public boolean solved() {
        return solved;
    }

    /** Returns the last action that had an effect, or null before it and after a command without one. */
    public @Nullable Action last() {
        return last;
    }

    /** Does a possible action. */
    public void act(Action action) {
        steps++;
        house.act(action);
        knowledge.note(action);
        last = action;
        solved |= task.goal().holds(house);
    }

    /** Does what a command says, and tells what it has brought about. */
    public String command(String command, Wording wording) {
        Action action = wording.action(house, command);
        if (action != null) {
            act(action);
            return wording.feedback(house, action);
        }
        steps++;
        last = null;
        return wording == Wording.REACT && command.strip().startsWith(THINK) ? THOUGHT : wording.nothing();
    }

    /** Tells what the task begins with. */
    public String intro(Wording wording) {
        return wording.intro(house, task.sentence());
    }

    /**
     * Returns the commands that are possible now, in the order of their characters.
     *
     * @param idle whether those that change nothing are among them
     */
    public List<String> admissible(Wording wording, boolean idle) {
        return house.possible().stream()
                .filter(a -> idle || !a.verb().idle())
                .map(wording::command)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Returns the commands that look at receptacles which are reached from one point: going from one to the other is no
     * action.
     */
    List<String> looks(Wording wording) {
        List<Receptacle> here = house.here();
        return here.size() < 2
                ? List.of()
                : here.stream()
                        .filter(Receptacle::accessible)
                        .map(r -> wording.command(Action.of(Action.Verb.EXAMINE, r)))
                        .toList();
    }

    /** Returns what the expert, who knows only what has been seen, does next. */
    public Action expert() {
        return new Expert(house, knowledge, demand).next();
    }

    /** Returns the shortest plan that an expert who knows where everything is finds from here. */
    public List<Action> plan() {
        return Planner.plan(house, demand);
    }
}
