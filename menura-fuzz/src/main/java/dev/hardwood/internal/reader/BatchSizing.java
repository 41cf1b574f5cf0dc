package dev.hardwood.internal.reader;

import dev.hardwood.internal.schema.ProjectedSchema;

/**
 * Sets the capacity of the batches that Hardwood fills: for fuzzing alone, in place of its class of this name. Its own
 * is 16,384 rows at least and 6 MB, three batches a column, which take 6 to 25 ms of each file that is opened; with
 * small ones some thousand files a second are read, and more batches end within a page.
 */
public final class BatchSizing {
    public static final int MAX_BATCH = 524_288;

    private static final int ROWS = 64;

    private BatchSizing() {}

    /** Returns the rows of a batch. */
    public static int computeOptimalBatchSize(ProjectedSchema schema) {
        return ROWS;
    }
}
