package org.menura.tensor.cpu.recurrent;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.work.Workers;

/** The scans of Mamba over all sequences, by machine code where there is some. */
public final class MambaScans {
    private final Workers workers;
    private final Scans scans;

    /** The scans of a backend; {@code library} may be missing. */
    public MambaScans(Workers workers, @Nullable KernelLibrary library) {
        this.workers = workers;
        this.scans = library == null ? Scans.BEST : new CodeScans(library);
    }

    /** {@link org.menura.tensor.Backend#selectiveScan} of all sequences, out [rows, inner]. */
    public void selective(
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
                part -> scans.selective(part, x, delta, a, b, c, d, out));
    }

    /** {@link org.menura.tensor.Backend#headScan} of all sequences, out [rows, heads, headDim]. */
    public void heads(
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
                workers, segments, states, state, heads, 1, cost, part -> scans.heads(part, x, delta, a, b, c, d, out));
    }
}
