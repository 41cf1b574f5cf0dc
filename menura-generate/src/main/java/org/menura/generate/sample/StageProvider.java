package org.menura.generate.sample;

import org.menura.tensor.annotation.Extension;

/**
 * Adds a sampling stage from outside: a class of another jar that implements this, and stands in the jar's {@code
 * META-INF/services/org.menura.generate.sample.StageProvider}, is found by its name in {@code --samplers}.
 */
@Extension
public interface StageProvider {
    /** Returns the name of the stage: lower case, {@code _} between words, none of Menura's own. */
    String name();

    /**
     * Creates the stage.
     *
     * @param argument what stands behind {@code name=} in the list of stages; empty where there is nothing
     * @throws IllegalArgumentException if the argument is none that the stage can have
     */
    SamplingStage stage(String argument);
}
