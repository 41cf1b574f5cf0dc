package org.menura.tensor.cpu.recurrent;

import java.util.Arrays;

/**
 * The way back through a recurrence that does not keep all its states: those at the borders of chunks are kept, the ones
 * between are computed again, chunk by chunk from the last one (as Mamba's kernels do, arXiv 2312.00752, section 3.3.2).
 * No state is computed from a later one, which only some recurrences would allow. One object serves one thread.
 */
abstract class ChunkReplay {
    /** Steps of a chunk of a short sequence: so many states still lie in the second-level cache. */
    private static final int CHUNK = 16;

    private final int size;
    private float[] borders = {};
    private float[] states = {};

    /** A recurrence whose state has {@code size} numbers. */
    ChunkReplay(int size) {
        this.size = size;
    }

    /**
     * Begins a sequence: the gradient of the state after it is zero.
     *
     * @param steps the longest chunk's
     */
    abstract void begin(int steps);

    /** The state before a sequence, written to {@code state} from {@code at} on, where zeros are. */
    void empty(float[] state, int at) {}

    /**
     * One step on from the state {@code h}, which may be overwritten: it and the next one may be the same.
     *
     * @param t the row
     * @param k the step's number in its chunk, for what {@link #back} wants to find again
     */
    abstract void advance(int t, float[] h, int h0, float[] next, int next0, int k);

    /** One step back, between the states at {@code before} and {@code after}. */
    abstract void back(int t, float[] states, int before, int after, int k);

    /** Goes back through rows {@code from} to {@code to}. */
    final void sequence(int from, int to) {
        int length = to - from;
        if (length == 0) {
            return;
        }
        int chunk = Math.min(length, Math.max(CHUNK, (int) Math.sqrt(length) / 2));
        int chunks = Math.ceilDiv(length, chunk);
        begin(chunk);
        borders = grown(borders, chunks * size);
        states = grown(states, (chunk + 1) * size);
        Arrays.fill(borders, 0, size, 0);
        empty(borders, 0);
        for (int c = 1; c < chunks; c++) {
            System.arraycopy(borders, (c - 1) * size, borders, c * size, size);
            for (int t = from + (c - 1) * chunk; t < from + c * chunk; t++) {
                advance(t, borders, c * size, borders, c * size, 0);
            }
        }
        for (int c = chunks - 1; c >= 0; c--) {
            int first = from + c * chunk;
            int steps = Math.min(chunk, to - first);
            System.arraycopy(borders, c * size, states, 0, size);
            for (int k = 0; k < steps; k++) {
                advance(first + k, states, k * size, states, (k + 1) * size, k);
            }
            for (int k = steps - 1; k >= 0; k--) {
                back(first + k, states, k * size, (k + 1) * size, k);
            }
        }
    }

    /** The array itself, or a longer one with nothing in it. */
    static float[] grown(float[] array, int size) {
        return array.length >= size ? array : new float[size];
    }
}
