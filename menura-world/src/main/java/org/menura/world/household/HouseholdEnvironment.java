package org.menura.world.household;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.train.rl.episode.Environment;
import org.menura.train.rl.episode.Turn;
import org.menura.world.household.engine.Action;
import org.menura.world.household.engine.House;
import org.menura.world.household.engine.Item;
import org.menura.world.household.engine.Wording;
import org.menura.world.household.pddl.Formula;
import org.menura.world.household.scene.Scenes;

/**
 * A household to learn in: each seed is a task. The reward is 1 when the goal is reached, less the cost of each step.
 */
public final class HouseholdEnvironment implements Environment {
    private final Household household;
    private final Options options;
    private final Renaming names;
    private @Nullable HouseholdTask task;
    private @Nullable Play play;

    /**
     * What tasks are drawn and how they are told.
     *
     * @param split part of the scenes
     * @param goals names of the goals to draw from
     * @param wording of observations and commands
     * @param idle whether commands that change nothing (look, inventory, help, examine) are admissible
     * @param maxSteps steps after which an episode is over
     * @param stepCost taken from the reward of each step
     * @param names seed of an exchange of the names of things; 0 for their own
     * @param task another goal for the house that was drawn, such as {@code pick_and_place_simple Book Bed}; empty for the
     *     one that was drawn
     */
    public record Options(
            Scenes.Split split,
            List<String> goals,
            Wording wording,
            boolean idle,
            int maxSteps,
            double stepCost,
            long names,
            String task) {
        public Options {
            goals = List.copyOf(goals);
            if (maxSteps < 1) {
                throw new IllegalArgumentException("an episode of %d steps is none".formatted(maxSteps));
            }
        }

        /** Returns options for small models: compact texts, ALFWorld's six goals, 50 steps without cost. */
        public static Options compact(Household household, Scenes.Split split) {
            return new Options(
                    split, household.alfworldGoals(split), Wording.COMPACT, false, Household.MAX_STEPS, 0, 0, "");
        }

        /** Returns a copy with a cost of each step. */
        public Options withStepCost(double cost) {
            return new Options(split, goals, wording, idle, maxSteps, cost, names, task);
        }

        /** Returns a copy with other goals. */
        public Options withGoals(List<String> others) {
            return new Options(split, others, wording, idle, maxSteps, stepCost, names, task);
        }

        /** Returns a copy with another limit of steps. */
        public Options withMaxSteps(int steps) {
            return new Options(split, goals, wording, idle, steps, stepCost, names, task);
        }
    }

    /** Creates the environment. */
    public HouseholdEnvironment(Household household, Options options) {
        this.household = household;
        this.options = options;
        this.names = new Renaming(household.scenes().affordances(), options.names());
    }

    @Override
    public Turn reset(long seed) {
        HouseholdTask drawn = household.task(seed, options.split(), options.goals());
        HouseholdTask set = options.task().isEmpty() ? drawn : household.with(drawn, options.task(), seed);
        task = set;
        play = new Play(set);
        return turn(play, play.intro(options.wording()), 0);
    }

    @Override
    public Turn step(String action) {
        Play now = play();
        if (over(now)) {
            throw new IllegalStateException("the episode is over; reset the environment first");
        }
        String text = now.command(names.meant(action), options.wording());
        return turn(now, text, (now.solved() ? 1 : 0) - options.stepCost());
    }

    /** Returns the command that the expert, who knows only what has been seen, gives next. */
    public String expert() {
        return names.told(options.wording().command(play().expert()));
    }

    /** Writes a command of the things' own names with those that they have here. */
    public String named(String command) {
        return names.told(command);
    }

    /**
     * Returns the task of the episode.
     *
     * @throws IllegalStateException before a reset
     */
    public HouseholdTask task() {
        if (task == null) {
            throw new IllegalStateException("the environment has not been reset");
        }
        return task;
    }

    /** Returns whether the goal of the episode has been reached. */
    public boolean solved() {
        return play().solved();
    }

    /**
     * Finds what the last action has reached, whatever was asked for: goals about the object in its hands that hold now and
     * did not at the beginning. Told as the task, they make aimless play teach how things are done (hindsight experience
     * replay, arXiv 1707.01495).
     *
     * @return types of the objects by goal, as {@link Options#task} takes it; empty if nothing was put or used
     */
    public SequencedMap<String, String> reached() {
        SequencedMap<String, String> found = new LinkedHashMap<>();
        Action last = play().last();
        House now = play().house();
        Item object = last == null ? null : last.verb() == Action.Verb.USE ? now.held() : last.item();
        if (object == null) {
            return found;
        }
        for (Household.Aim aim : household.aims(task().scene(), options.goals())) {
            if (aim.demand().object().equals(object.type())) {
                Formula goal = aim.formula();
                if (goal.holds(now) && !goal.holds(task().start())) {
                    found.put(aim.name(), object.type());
                }
            }
        }
        return found;
    }

    private Play play() {
        if (play == null) {
            throw new IllegalStateException("the environment has not been reset");
        }
        return play;
    }

    private boolean over(Play now) {
        return now.solved() || now.steps() >= options.maxSteps();
    }

    private Turn turn(Play now, String text, double reward) {
        return new Turn(
                names.told(text),
                reward,
                over(now),
                names.told(now.admissible(options.wording(), options.idle())),
                now.house().stateKey());
    }
}
