package org.menura.data.engine;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a plan is carried out; no result depends on it.
 *
 * @param memory how many bytes all sorters together may use
 * @param tasks how many tasks share the memory
 * @param work folder for files between tasks; null for one in the ledger
 * @param stopped says when to stop; the run may be gone on with
 */
public record RunSettings(long memory, int tasks, @Nullable Path work, BooleanSupplier stopped) {
    /** Returns the usual settings: a quarter of the heap. */
    public static RunSettings usual(int threads) {
        return new RunSettings(Runtime.getRuntime().maxMemory() / 4, threads, null, () -> false);
    }
}
