package org.menura.world.household;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.train.rl.episode.Environment;
import org.menura.train.rl.episode.Turn;
import org.menura.world.household.engine.Wording;
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
     */
    public record Options(
            Scenes.Split split,
            List<String> goals,
            Wording wording,
            boolean idle,
            int maxSteps,
            double stepCost,
            long names) {
        public Options {
            goals = List.copyOf(goals);
            if (maxSteps < 1) {
                throw new IllegalArgumentException("an episode of %d steps is none".formatted(maxSteps));
            }
        }

        /** Returns options for small models: compact texts, ALFWorld's six goals, 50 steps without cost. */
        public static Options compact(Household household, Scenes.Split split) {
            return new Options(
                    split, household.alfworldGoals(split), Wording.COMPACT, false, Household.MAX_STEPS, 0, 0);
        }

        /** Returns a copy with a cost of each step. */
        public Options withStepCost(double cost) {
            return new Options(split, goals, wording, idle, maxSteps, cost, names);
        }

        /** Returns a copy with other goals. */
        public Options withGoals(List<String> others) {
            return new Options(split, others, wording, idle, maxSteps, stepCost, names);
        }

        /** Returns a copy with another limit of steps. */
        public Options withMaxSteps(int steps) {
            return new Options(split, goals, wording, idle, steps, stepCost, names);
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
        task = drawn;
        play = new Play(drawn);
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
