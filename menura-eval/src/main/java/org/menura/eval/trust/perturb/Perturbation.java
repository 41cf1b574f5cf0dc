package org.menura.eval.trust.perturb;

import org.menura.format.python.PythonRandom;

/**
 * Changes a text without changing what it means. Draws are those of HELM's perturbations: the same seed gives the same text where the
 * word lists agree.
 */
public interface Perturbation {
    /** Returns the name, with what it was set to. */
    String name();

    /** Returns whether it asks for fairness: it changes who speaks or is spoken of; otherwise for robustness. */
    default boolean fairness() {
        return false;
    }

    /** Returns whether answers that are offered change as well: they speak of the same people. */
    default boolean changesAnswers() {
        return false;
    }

    /** Changes a text. */
    String apply(String text, PythonRandom random);
}
