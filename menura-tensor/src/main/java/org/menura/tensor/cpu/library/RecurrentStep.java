package org.menura.tensor.cpu.library;

import org.menura.tensor.annotation.Extension;

/**
 * A step of a recurrence of neighbouring channels, which are lanes: the columns of a state [rows, stride], which is updated.
 * Each call computes on the calling thread alone, and any number of threads may call at the same time; a channel gets the same
 * bits whatever others are computed with it.
 */
@Extension
public interface RecurrentStep {
    /** Channels that a step of {@link Kind#SELECTIVE} takes at the most. */
    int TILE = 256;

    /** The recurrences. Products within a sum are fused; what is written to a row of the state is rounded before. */
    enum Kind {
        /**
         * Mamba's selective scan, {@code h = 2^(Δ R) h + (Δ x) B; y = D x + Σ C h} over the rows. Along lie R [rows, stride],
         * log₂ e times the usual rates; channels have x, Δ and D, each {@link #TILE} apart, rows B and C.
         */
        SELECTIVE(3 * TILE, 2),

        /**
         * Mamba 2's scan of a head, {@code h = decay h + (Δ x) B; y = D x + Σ C h}. Along lies x; what all channels have in
         * common is decay, Δ and D, and rows have B and C.
         */
        HEAD(SHARED, 2),

        /**
         * RWKV-5's and 6's, {@code y = now v + Σ r h; h = w h + k v}. Along lies v; all have now in common, and rows have r, k
         * and w.
         */
        SIX(SHARED, 3),

        /**
         * RWKV-7's, {@code u = Σ a h; h = w h + (b u + k v); y = Σ r h}. Along lies v; rows have a, w, k, b and r.
         */
        SEVEN(SHARED, 5);

        private final int before;
        private final int inputs;

        Kind(int before, int inputs) {
            this.before = before;
            this.inputs = inputs;
        }
    }

    /** Floats for what all channels have in common. */
    int SHARED = 16;

    /**
     * What a step is made for.
     *
     * @param rows of the state
     * @param stride of the state, and of what lies along if it has rows
     */
    record Shape(Kind kind, int rows, int stride) {
        /** Returns where in the work what rows have begins: all rows' first, then all rows' second, and so on. */
        public int inputs() {
            return kind.before;
        }

        /** Returns the floats of the work. */
        public int size() {
            return kind.before + kind.inputs * rows;
        }
    }

    /**
     * Computes a step.
     *
     * @param work what channels, and then rows have, as {@link Kind} says
     * @param width channels
     * @throws IndexOutOfBoundsException if something is too small
     */
    void run(float[] state, int s0, float[] along, int a0, float[] out, int o0, float[] work, int width);
}
