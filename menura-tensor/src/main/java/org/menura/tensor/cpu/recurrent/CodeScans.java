package org.menura.tensor.cpu.recurrent;

import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.library.RecurrentStep;
import org.menura.tensor.cpu.library.RecurrentStep.Kind;
import org.menura.tensor.cpu.library.RecurrentStep.Shape;

/** {@link Scans} by a library of machine code, and by loops where it has none. */
record CodeScans(KernelLibrary library) implements Scans {
    private static final int TILE = RecurrentStep.TILE;

    @Override
    public void selective(
            Recurrence.Stretch part, Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor d, float[] out) {
        int inner = a.dim(0);
        int n = a.dim(1);
        // Rows that are powers of two apart compete for the same places in the cache.
        boolean copied = part.to() - part.from() > 1;
        Shape shape = new Shape(Kind.SELECTIVE, n, copied ? TILE : inner);
        RecurrentStep step = library.recurrent(shape);
        if (step == null) {
            BEST.selective(part, x, delta, a, b, c, d, out);
            return;
        }
        float[] allRates = a.prepared(DecayRates.class, DecayRates::of).values();
        float[] h = copied ? new float[n * TILE] : part.state();
        float[] rates = copied ? new float[n * TILE] : allRates;
        float[] work = new float[shape.size()];
        for (int low = part.low(); low < part.high(); low += TILE) {
            int width = Math.min(TILE, part.high() - low);
            int s0 = part.stateOffset() + low;
            if (copied) {
                copy(part.state(), s0, inner, h, 0, TILE, n, width);
                copy(allRates, low, inner, rates, 0, TILE, n, width);
            }
            System.arraycopy(d.floats(), d.offset() + low, work, 2 * TILE, width);
            for (int t = part.from(); t < part.to(); t++) {
                int row = t * inner + low;
                System.arraycopy(x.floats(), x.offset() + row, work, 0, width);
                System.arraycopy(delta.floats(), delta.offset() + row, work, TILE, width);
                System.arraycopy(b.floats(), b.offset() + t * n, work, shape.inputs(), n);
                System.arraycopy(c.floats(), c.offset() + t * n, work, shape.inputs() + n, n);
                step.run(h, copied ? 0 : s0, rates, copied ? 0 : low, out, row, work, width);
            }
            if (copied) {
                copy(h, 0, TILE, part.state(), s0, inner, n, width);
            }
        }
    }

    /** Copies columns of a matrix. */
    private static void copy(
            float[] from, int at, int stride, float[] to, int toAt, int toStride, int rows, int width) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(from, at + r * stride, to, toAt + r * toStride, width);
        }
    }

    @Override
    public void heads(
            Recurrence.Stretch part, Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor d, float[] out) {
        int heads = x.dim(1);
        int headDim = x.dim(2);
        int groups = b.dim(1);
        int n = b.dim(2);
        Shape shape = new Shape(Kind.HEAD, n, headDim);
        RecurrentStep step = library.recurrent(shape);
        if (step == null) {
            BEST.heads(part, x, delta, a, b, c, d, out);
            return;
        }
        float[] work = new float[shape.size()];
        for (int head = part.low(); head < part.high(); head++) {
            int s0 = part.stateOffset() + head * n * headDim;
            float rate = a.floats()[a.offset() + head];
            work[2] = d.floats()[d.offset() + head];
            for (int t = part.from(); t < part.to(); t++) {
                float dt = delta.floats()[delta.offset() + t * heads + head];
                work[0] = (float) Math.exp(dt * rate);
                work[1] = dt;
                int group = (t * groups + head / (heads / groups)) * n;
                System.arraycopy(b.floats(), b.offset() + group, work, shape.inputs(), n);
                System.arraycopy(c.floats(), c.offset() + group, work, shape.inputs() + n, n);
                int row = (t * heads + head) * headDim;
                step.run(part.state(), s0, x.floats(), x.offset() + row, out, row, work, headDim);
            }
        }
    }
}
