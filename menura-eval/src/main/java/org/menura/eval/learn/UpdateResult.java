package org.menura.eval.learn;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an update.
 *
 * @param number of the update
 * @param report what the gate found; null if training was stopped, and {@link ContinualLearner#resume} goes on
 * @param adapter folder of what is used now; null for the model itself
 */
public record UpdateResult(
        int number, @Nullable GateReport report, @Nullable Path adapter) {
    /** Returns whether the update is decided on and kept. */
    public boolean isKept() {
        return report != null && report.isKept();
    }
}
