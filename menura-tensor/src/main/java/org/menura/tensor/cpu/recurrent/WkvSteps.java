package org.menura.tensor.cpu.recurrent;

import org.menura.tensor.cpu.simd.Simd;

/**
 * Single steps of the time mixes of RWKV-5 to 7, there and back, for a head. States are [value, stride] with a row for
 * each element of the value, so that a vector holds what belongs to many elements of the key: the sums over the value,
 * of which there are more, are not taken over the lanes of a vector.
 */
interface WkvSteps {
    /** Those of the fastest kernels. */
    WkvSteps BEST = Simd.ON ? new VectorWkvSteps() : new PlainWkvSteps();

    /** Elements of a key that are computed together; rows of states are multiples of it. */
    int lanes();

    /** {@code next = diag(w) h + kᵀ v}. */
    void advance(Wkv6Tile tile, int t, float[] h, int h0, float[] next, int next0);

    /**
     * One step back: leaves the gradients of what went through the state in the tile's dr, dk, dv, dw, and carries on the
     * state's.
     *
     * @param before where in {@code states} the state before the step is
     */
    void back(Wkv6Tile tile, int t, float[] states, int before);

    /**
     * {@code next = (diag(w) + bᵀ a) h + kᵀ v}.
     *
     * @param removed where in {@link Wkv7Tile#removed} to put {@code a h}
     */
    void advance(Wkv7Tile tile, int t, float[] h, int h0, float[] next, int next0, int removed);

    /**
     * One step back: leaves all gradients of the step in the tile, and carries on the state's.
     *
     * @param before where in {@code states} the state before the step is
     * @param after where the one after it is
     */
    void back(Wkv7Tile tile, int t, float[] states, int before, int after, int removed);
}
