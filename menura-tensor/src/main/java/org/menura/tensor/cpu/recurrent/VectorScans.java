package org.menura.tensor.cpu.recurrent;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Exp2;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link Scans} on the Vector API. */
final class VectorScans implements Scans {
    private static final VectorSpecies<Float> S = Lanes.F;
    private static final int L = Lanes.L;

    /** Channels whose states and decay rates stay in the cache together, at the usual 16 numbers of state. */
    private static final int TILE = 256;

    @Override
    public void selective(
            Recurrence.Stretch part, Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor d, float[] out) {
        int inner = a.dim(0);
        int n = a.dim(1);
        float[] rates = a.prepared(DecayRates.class, DecayRates::of).values();
        boolean copied = part.to() - part.from() > 1;
        for (int low = part.low(); low < part.high(); low += TILE) {
            int width = Math.min(TILE, part.high() - low);
            StateTile h = StateTile.of(part.state(), part.stateOffset() + low, n, inner, width, copied);
            StateTile r = StateTile.of(rates, low, n, inner, width, copied);
            for (int t = part.from(); t < part.to(); t++) {
                int x0 = x.offset() + t * inner + low;
                int dt0 = delta.offset() + t * inner + low;
                int b0 = b.offset() + t * n;
                int c0 = c.offset() + t * n;
                for (int i = 0; i < width; i += L) {
                    VectorMask<Float> m = S.indexInRange(i, width);
                    FloatVector u = FloatVector.fromArray(S, x.floats(), x0 + i, m);
                    FloatVector dt = FloatVector.fromArray(S, delta.floats(), dt0 + i, m);
                    FloatVector skip = FloatVector.fromArray(S, d.floats(), d.offset() + low + i, m);
                    channels(u, dt, u.mul(skip), b.floats(), b0, c.floats(), c0, n, r, h, i)
                            .intoArray(out, t * inner + low + i, m);
                }
            }
            h.store();
        }
    }

    /** One step of neighbouring channels: {@code y + C h}. */
    private static FloatVector channels(
            FloatVector u,
            FloatVector dt,
            FloatVector skipped,
            float[] b,
            int b0,
            float[] c,
            int c0,
            int n,
            StateTile rates,
            StateTile state,
            int column) {
        float[] a = rates.values();
        float[] h = state.values();
        int a0 = rates.start() + column;
        int h0 = state.start() + column;
        FloatVector step = dt.mul(u);
        FloatVector y = skipped;
        for (int j = 0; j < n; j++) {
            FloatVector decay = Exp2.of(dt.mul(FloatVector.fromArray(S, a, a0)));
            FloatVector next = FloatVector.fromArray(S, h, h0).fma(decay, step.mul(b[b0 + j]));
            next.intoArray(h, h0);
            y = next.fma(FloatVector.broadcast(S, c[c0 + j]), y);
            a0 += rates.stride();
            h0 += state.stride();
        }
        return y;
    }

    @Override
    public void heads(
            Recurrence.Stretch part, Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor d, float[] out) {
        int heads = x.dim(1);
        int headDim = x.dim(2);
        int groups = b.dim(1);
        int n = b.dim(2);
        for (int head = part.low(); head < part.high(); head++) {
            StateTile h =
                    StateTile.of(part.state(), part.stateOffset() + head * n * headDim, n, headDim, headDim, false);
            float rate = a.floats()[a.offset() + head];
            float skip = d.floats()[d.offset() + head];
            for (int t = part.from(); t < part.to(); t++) {
                float dt = delta.floats()[delta.offset() + t * heads + head];
                float decay = (float) Math.exp(dt * rate);
                int group = (t * groups + head / (heads / groups)) * n;
                int row = (t * heads + head) * headDim;
                for (int i = 0; i < headDim; i += L) {
                    VectorMask<Float> m = S.indexInRange(i, headDim);
                    FloatVector u = FloatVector.fromArray(S, x.floats(), x.offset() + row + i, m);
                    head(u, dt, decay, skip, b.floats(), b.offset() + group, c.floats(), c.offset() + group, n, h, i)
                            .intoArray(out, row + i, m);
                }
            }
            h.store();
        }
    }

    /** One step of neighbouring elements of a head. */
    private static FloatVector head(
            FloatVector u,
            float dt,
            float decay,
            float skip,
            float[] b,
            int b0,
            float[] c,
            int c0,
            int n,
            StateTile state,
            int column) {
        float[] h = state.values();
        int h0 = state.start() + column;
        FloatVector kept = FloatVector.broadcast(S, decay);
        FloatVector step = u.mul(dt);
        FloatVector y = u.mul(skip);
        for (int j = 0; j < n; j++) {
            FloatVector next = FloatVector.fromArray(S, h, h0).fma(kept, step.mul(b[b0 + j]));
            next.intoArray(h, h0);
            y = next.fma(FloatVector.broadcast(S, c[c0 + j]), y);
            h0 += state.stride();
        }
        return y;
    }
}
