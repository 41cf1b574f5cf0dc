package org.menura.train.rl.episode;

/**
 * A kind of environment, by its name in recipes ({@code objective.environment}). Those of other modules and of users are
 * found by {@link org.menura.format.Extensions}: a class named in {@code
 * META-INF/services/org.menura.train.rl.episode.EnvironmentType}.
 */
public interface EnvironmentType {
    /** Returns the name, of small letters and hyphens. */
    String name();

    /** Describes for people what is to be done in the environment. */
    String meaning();

    /**
     * Makes an environment of its own for one episode after the other.
     *
     * @param settings those of the recipe and of the task's line
     * @throws org.menura.format.FormatException if a setting is missing or malformed
     */
    Environment create(EnvironmentSettings settings);
}
