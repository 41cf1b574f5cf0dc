package org.menura.tensor.cpu.loops;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.work.Workers;

/**
 * Sums over rows, as the gradient of whatever all rows share is one. Rows fall into blocks whose number depends on the
 * shape alone; threads share the blocks, whose sums are added in order at the end.
 */
public final class RowSums {
    private static final Arithmetic A = Arithmetic.BEST;

    /** More than there are threads, few enough that adding their sums is little work. */
    private static final int MOST_BLOCKS = 64;

    /** Elements that are worth a block. */
    private static final int BLOCK = 1 << 13;

    /** Floats that all sums together may take. */
    private static final int MOST_SUMS = 1 << 22;

    /** Columns that are worth handing to another thread, in the end. */
    private static final int GRAIN = 1 << 14;

    private RowSums() {}

    /** Work on the rows {@code from} (inclusive) to {@code to} (exclusive). */
    @FunctionalInterface
    public interface Rows {
        /**
         * Adds to the sums of a block.
         *
         * @param scratch for the body's own use, with arbitrary content
         * @param sums of the n-th target from {@code at + n · cols} on, also where that is null
         */
        void run(int from, int to, float[] scratch, float[] sums, int at);
    }

    /**
     * Runs {@code body} over all rows and adds what it has summed to the targets.
     *
     * @param cols elements of a row, and of each target
     * @param scratch floats of scratch that the body needs
     */
    public static void run(Workers workers, int rows, int cols, int scratch, Rows body, @Nullable Tensor... targets) {
        int width = cols * targets.length;
        int blocks = blocks(rows, cols, width);
        float[] sums = new float[blocks * width];
        workers.run(blocks, 1, (from, to) -> {
            float[] own = new float[scratch];
            for (int b = from; b < to; b++) {
                body.run(start(b, rows, blocks), start(b + 1, rows, blocks), own, sums, b * width);
            }
        });
        for (int i = 0; i < targets.length; i++) {
            Tensor target = targets[i];
            if (target != null) {
                add(workers, sums, i * cols, width, blocks, target);
            }
        }
    }

    private static int blocks(int rows, int cols, int width) {
        long worth = (long) rows * cols / BLOCK;
        long most = Math.min(Math.min(rows, MOST_BLOCKS), MOST_SUMS / Math.max(1, width));
        return (int) Math.max(1, Math.min(worth, most));
    }

    private static int start(int block, int rows, int blocks) {
        return (int) ((long) block * rows / blocks);
    }

    private static void add(Workers workers, float[] sums, int at, int width, int blocks, Tensor target) {
        int t0 = target.offset();
        workers.run((int) target.elements(), Math.max(1, GRAIN / blocks), (from, to) -> {
            for (int b = 0; b < blocks; b++) {
                A.add(target.floats(), t0 + from, sums, b * width + at + from, target.floats(), t0 + from, to - from);
            }
        });
    }
}
