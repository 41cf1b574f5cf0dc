package org.menura.tensor.cpu.recurrent;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Simd;
import org.menura.tensor.cpu.work.Workers;

/**
 * The scans of Mamba. What is independent of each other (channels, or the elements of a head) lies side by side in the
 * state, so that a vector holds the same entry of many of them and no sum is taken over the lanes of one.
 */
public interface Scans {
    /** Those of the fastest kernels. */
    Scans BEST = Simd.ON ? new VectorScans() : new PlainScans();

    /**
     * {@link org.menura.tensor.Backend#selectiveScan} of some rows and channels; the state is [state, inner].
     *
     * @param out [rows, inner]
     */
    void selective(
            Recurrence.Stretch part, Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor d, float[] out);

    /**
     * {@link org.menura.tensor.Backend#headScan} of some rows and heads; the state is [heads, state, headDim].
     *
     * @param out [rows, heads, headDim]
     */
    void heads(Recurrence.Stretch part, Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor d, float[] out);

    /** {@link org.menura.tensor.Backend#selectiveScan} of all sequences, out [rows, inner]. */
    static void runSelective(
            Workers workers,
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            Segments segments,
            Tensor @Nullable [] states,
            float[] out) {
        int inner = a.dim(0);
        int n = a.dim(1);
        Recurrence.run(
                workers,
                segments,
                states,
                Shape.of(n, inner),
                inner,
                Recurrence.CACHE_LINE,
                8L * n,
                part -> BEST.selective(part, x, delta, a, b, c, d, out));
    }

    /** {@link org.menura.tensor.Backend#headScan} of all sequences, out [rows, heads, headDim]. */
    static void runHeads(
            Workers workers,
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            Segments segments,
            Tensor @Nullable [] states,
            float[] out) {
        int heads = x.dim(1);
        Shape state = Shape.of(heads, b.dim(2), x.dim(2));
        long cost = 2L * x.dim(2) * b.dim(2);
        Recurrence.run(
                workers, segments, states, state, heads, 1, cost, part -> BEST.heads(part, x, delta, a, b, c, d, out));
    }
}
