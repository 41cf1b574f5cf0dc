package org.menura.agent.act;

import java.time.Duration;
import java.util.Optional;

/**
 * What a run may use. What has been used counts over all processes that have worked on the run.
 *
 * @param turns answers of minds
 * @param tokens of prompts that had to be computed, and of answers
 * @param wall time that processes have worked on the run
 * @param effects calls of tools that change the world
 */
public record Budget(int turns, long tokens, Duration wall, int effects) {
    /** No limit. */
    public static final Budget UNLIMITED =
            new Budget(Integer.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(36500), Integer.MAX_VALUE);

    /** The limits of an agent that has none of its own: 50 turns, 200,000 tokens, an hour, 50 effects. */
    public static final Budget STANDARD = new Budget(50, 200_000, Duration.ofHours(1), 50);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is below 0
     */
    public Budget {
        if (turns < 0 || tokens < 0 || wall.isNegative() || effects < 0) {
            throw new IllegalArgumentException("a budget has no limit below 0: %d turns, %d tokens, %s, %d effects"
                    .formatted(turns, tokens, wall, effects));
        }
    }

    /** What has been used so far. */
    public record Spent(int turns, long tokens, Duration wall, int effects) {
        /** Nothing. */
        public static final Spent NOTHING = new Spent(0, 0, Duration.ZERO, 0);
    }

    /** Returns a sentence if nothing is left for another turn. */
    public Optional<String> exhausted(Spent spent) {
        if (spent.turns() >= turns) {
            return Optional.of("the budget of %d turns is used up".formatted(turns));
        }
        if (spent.tokens() >= tokens) {
            return Optional.of("the budget of %d tokens is used up".formatted(tokens));
        }
        if (spent.wall().compareTo(wall) >= 0) {
            return Optional.of("the budget of %d seconds is used up".formatted(wall.toSeconds()));
        }
        return Optional.empty();
    }

    /** Returns a sentence if no other effect is allowed. */
    public Optional<String> noMoreEffects(Spent spent) {
        return spent.effects() >= effects
                ? Optional.of("the budget of %d effects is used up".formatted(effects))
                : Optional.empty();
    }
}
