package org.menura.eval.decide;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is decided for a document.
 *
 * @param label the class with the least expected cost; null if the decision is left open
 * @param cost its expected cost
 * @param confidence the calibrated probability of the most probable class
 * @param set classes among which the right one is, with the probability that was promised
 */
public record Decision(@Nullable String label, double cost, double confidence, List<String> set) {
    /** Says whether the decision is left open. */
    public boolean isOpen() {
        return label == null;
    }
}
