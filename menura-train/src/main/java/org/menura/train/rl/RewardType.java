package org.menura.train.rl;

import org.jspecify.annotations.Nullable;

/**
 * Names a reward in recipes: {@code NAME} or {@code NAME=ARGUMENT}. Those of other modules are found by {@link
 * org.menura.format.Extensions}.
 */
public interface RewardType {
    /** Returns the name, of small letters and hyphens. */
    String name();

    /** Says for people what it is worth, from 0 to 1. */
    String meaning();

    /**
     * Makes the reward.
     *
     * @param argument what stands behind {@code =}; null if nothing does
     * @throws org.menura.format.FormatException if the argument is missing or malformed
     */
    Reward of(@Nullable String argument);

    /** Makes a reward of an argument. */
    @FunctionalInterface
    interface Factory {
        Reward of(@Nullable String argument);
    }

    /** Names a reward. */
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
