package org.menura.train.rl;

import org.jspecify.annotations.Nullable;

/**
 * A kind of reward, by its name in recipes: {@code NAME} or {@code NAME=ARGUMENT}. Those of other modules are found by
 * {@link org.menura.format.Extensions}.
 */
public interface RewardType {
    /** Returns the name, of small letters and hyphens. */
    String name();

    /** Describes for people what the reward measures, from 0 to 1. */
    String meaning();

    /**
     * Makes the reward.
     *
     * @param argument what stands behind {@code =}; null if nothing does
     * @throws org.menura.format.FormatException if the argument is missing or malformed
     */
    Reward of(@Nullable String argument);

    /** A factory of rewards from an argument. */
    @FunctionalInterface
    interface Factory {
        Reward of(@Nullable String argument);
    }

    /** Makes a reward type from its name, meaning and factory. */
    static RewardType of(String name, String meaning, Factory factory) {
        record Named(String name, String meaning, Factory factory) implements RewardType {
            @Override
            public Reward of(@Nullable String argument) {
                return factory.of(argument);
            }
        }
        return new Named(name, meaning, factory);
    }
}
