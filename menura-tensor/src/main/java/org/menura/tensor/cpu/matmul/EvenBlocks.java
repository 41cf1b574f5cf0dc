package org.menura.tensor.cpu.matmul;

/** Cuts the outputs of a layer into blocks of the same size for threads, so that none is left with much less, or with padding. */
final class EvenBlocks {
    /** Blocks at least, so that there are some for each thread. */
    private static final int FEWEST = 4;

    /** What outputs of a block are a multiple of: half a vector register. */
    private static final int MULTIPLE = 8;

    private static final int LEAST = 32;

    private EvenBlocks() {}

    /**
     * Returns the outputs of a block: at least 32, and as many blocks as two threads share evenly. It depends on the layer
     * alone, whatever the number of threads.
     *
     * @param most outputs of a block at most, a multiple of 32
     */
    static int width(int outs, int most) {
        int blocks = Math.max(FEWEST, 2 * Math.ceilDiv(outs, 2 * most));
        return Math.max(LEAST, Math.ceilDiv(Math.ceilDiv(outs, blocks), MULTIPLE) * MULTIPLE);
    }
}
