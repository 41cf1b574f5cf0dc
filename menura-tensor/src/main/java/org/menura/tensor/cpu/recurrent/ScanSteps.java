package org.menura.tensor.cpu.recurrent;

import org.menura.tensor.cpu.simd.Simd;

/** Single steps of Mamba's scans, there and back, over vectors of channels. */
interface ScanSteps {
    /** Those of the fastest kernels. */
    ScanSteps BEST = Simd.ON ? new VectorScanSteps() : new PlainScanSteps();

    /** Channels that are computed together; rows of states are multiples of it. */
    int lanes();

    /**
     * {@code next = exp(Δ A) h + Δ x B} of the tile's channels.
     *
     * @param decays where in {@link SelectiveTile#decays} to put {@code exp(Δ A)}
     */
    void advance(SelectiveTile tile, int t, float[] h, int h0, float[] next, int next0, int decays);

    /**
     * One step back: with {@code g = dy C + carried}, adds to the tile's dA and to row t of its dB and dC, leaves Σ g B and
     * Σ A g exp(Δ A) h over the state in {@link SelectiveTile#written} and {@link SelectiveTile#decayed}, and carries on
     * {@code g exp(Δ A)}.
     *
     * @param before where in {@code states} h was before the step
     * @param after where it was after it
     */
    void back(SelectiveTile tile, int t, float[] states, int before, int after, int decays);

    /** {@code next = decay h + Δ x B} of the tile's head. */
    void advance(HeadTile tile, int t, float decay, float[] h, int h0, float[] next, int next0);

    /**
     * One step back: with {@code g = dy C + carried}, adds to row t of the tile's dB and dC, leaves Σ g B over the state in
     * {@link HeadTile#written}, and carries on {@code decay g}.
     *
     * @return Σ g h over state and elements, h being the state before
     */
    float back(HeadTile tile, int t, float decay, float[] states, int before, int after);
}
