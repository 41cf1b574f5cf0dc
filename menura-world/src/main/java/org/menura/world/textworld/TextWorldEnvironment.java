package org.menura.world.textworld;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.train.rl.episode.Environment;
import org.menura.train.rl.episode.Turn;
import org.menura.world.textworld.game.Game;

/**
 * Games of TextWorld as an environment: a seed chooses the game. The reward of a step is what it adds to the score, as a
 * share of the highest: a game that is won gives 1 in all. An episode ends when the game does, or after some steps.
 *
 * <pre>{@code
 * Environment environment = new TextWorldEnvironment(games, 50);
 * Turn turn = environment.reset(7);
 * turn = environment.step(turn.admissible().getFirst());
 * }</pre>
 */
public final class TextWorldEnvironment implements Environment {
    private final List<Game> games;
    private final int maxSteps;
    private @Nullable Play play;
    private int steps;
    private int score;

    /**
     * Makes an environment.
     *
     * @param games at least one
     * @param maxSteps of an episode
     */
    public TextWorldEnvironment(List<Game> games, int maxSteps) {
        if (games.isEmpty() || maxSteps < 1) {
            throw new IllegalArgumentException("An environment needs a game and at least one step");
        }
        this.games = List.copyOf(games);
        this.maxSteps = maxSteps;
    }

    /** Returns the game of a seed. */
    public Game game(long seed) {
        return games.get((int) Math.floorMod(seed, (long) games.size()));
    }

    @Override
    public Turn reset(long seed) {
        play = new Play(game(seed));
        steps = 0;
        score = 0;
        Play.View view = play.view();
        return new Turn(Observation.of(view.feedback()), 0, false, view.admissible(), play.stateKey());
    }

    @Override
    public Turn step(String action) {
        Play now = play;
        if (now == null) {
            throw new IllegalStateException("An episode begins with reset");
        }
        Play.View view = now.step(action);
        steps++;
        int highest = Math.max(1, now.game().maxScore());
        double reward = (view.score() - score) / (double) highest;
        score = view.score();
        boolean done = view.done() || steps >= maxSteps;
        return new Turn(
                Observation.of(view.feedback()), reward, done, done ? List.of() : view.admissible(), now.stateKey());
    }
}
