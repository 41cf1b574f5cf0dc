package org.menura.tensor.cpu.recurrent;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Exp2;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link ScanSteps} on the Vector API. */
final class VectorScanSteps implements ScanSteps {
    private static final VectorSpecies<Float> S = Lanes.F;
    private static final int L = Lanes.L;

    @Override
    public int lanes() {
        return L;
    }

    private static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(S, x, at);
    }

    private static FloatVector load(Tensor x, int at, VectorMask<Float> m) {
        return FloatVector.fromArray(S, x.floats(), x.offset() + at, m);
    }

    private static FloatVector all(float x) {
        return FloatVector.broadcast(S, x);
    }

    /** Adds sums [n, lanes] over the lanes to {@code out}. */
    private static void addLanes(float[] sums, int s0, float[] out, int o0, int n) {
        for (int j = 0; j < n; j++) {
            out[o0 + j] += Lanes.sum(load(sums, s0 + j * L));
        }
    }

    @Override
    public void advance(SelectiveTile tile, int t, float[] h, int h0, float[] next, int next0, int decays) {
        int row = t * tile.inner + tile.low;
        Tensor b = tile.scan.b();
        for (int i = 0; i < tile.width; i += L) {
            VectorMask<Float> m = S.indexInRange(i, tile.width);
            FloatVector dt = load(tile.scan.delta(), row + i, m);
            FloatVector step = dt.mul(load(tile.scan.x(), row + i, m));
            FloatVector exponent = dt.mul(Exp2.LOG2_E);
            advance(exponent, step, b.floats(), b.offset() + t * tile.n, tile, i, h, h0, next, next0, decays);
        }
    }

    private static void advance(
            FloatVector exponent,
            FloatVector step,
            float[] b,
            int b0,
            SelectiveTile tile,
            int column,
            float[] h,
            int h0,
            float[] next,
            int next0,
            int decays0) {
        float[] a = tile.a;
        float[] decays = tile.decays;
        int n = tile.n;
        int stride = tile.stride;
        int at = column;
        for (int j = 0; j < n; j++) {
            FloatVector decay = Exp2.of(exponent.mul(load(a, at)));
            decay.intoArray(decays, decays0 + at);
            load(h, h0 + at).fma(decay, step.mul(b[b0 + j])).intoArray(next, next0 + at);
            at += stride;
        }
    }

    @Override
    public void back(SelectiveTile tile, int t, float[] states, int before, int after, int decays) {
        int row = t * tile.inner + tile.low;
        int n = tile.n;
        Tensor b = tile.scan.b();
        Tensor c = tile.scan.c();
        for (int i = 0; i < tile.width; i += L) {
            VectorMask<Float> m = S.indexInRange(i, tile.width);
            FloatVector dt = load(tile.scan.delta(), row + i, m);
            FloatVector step = dt.mul(load(tile.scan.x(), row + i, m));
            FloatVector dy = load(tile.scan.dy(), row + i, m);
            write(dy, step, b.floats(), b.offset() + t * n, c.floats(), c.offset() + t * n, tile, i, states, after);
            decay(dt, tile, i, states, before, decays);
        }
        addLanes(tile.sums, 0, tile.db, t * n, n);
        addLanes(tile.sums, n * L, tile.dc, t * n, n);
    }

    /** The part that has to do with B and C; g is left in {@code carried}. */
    private static void write(
            FloatVector dy,
            FloatVector step,
            float[] b,
            int b0,
            float[] c,
            int c0,
            SelectiveTile tile,
            int column,
            float[] states,
            int after) {
        float[] carried = tile.carried;
        float[] sums = tile.sums;
        int n = tile.n;
        int stride = tile.stride;
        int at = column;
        FloatVector written = FloatVector.zero(S);
        for (int j = 0; j < n; j++) {
            FloatVector g = dy.fma(all(c[c0 + j]), load(carried, at));
            g.intoArray(carried, at);
            written = g.fma(all(b[b0 + j]), written);
            step.fma(g, load(sums, j * L)).intoArray(sums, j * L);
            int c1 = (n + j) * L;
            dy.fma(load(states, after + at), load(sums, c1)).intoArray(sums, c1);
            at += stride;
        }
        written.intoArray(tile.written, column);
    }

    /** The part that has to do with the decay. */
    private static void decay(FloatVector dt, SelectiveTile tile, int column, float[] states, int before, int decays0) {
        float[] a = tile.a;
        float[] da = tile.da;
        float[] carried = tile.carried;
        float[] decays = tile.decays;
        int n = tile.n;
        int stride = tile.stride;
        int at = column;
        FloatVector decayed = FloatVector.zero(S);
        for (int j = 0; j < n; j++) {
            FloatVector next = load(carried, at).mul(load(decays, decays0 + at));
            next.intoArray(carried, at);
            FloatVector dLog = next.mul(load(states, before + at));
            decayed = dLog.fma(load(a, at), decayed);
            dLog.fma(dt, load(da, at)).intoArray(da, at);
            at += stride;
        }
        decayed.intoArray(tile.decayed, column);
    }

    @Override
    public void advance(HeadTile tile, int t, float decay, float[] h, int h0, float[] next, int next0) {
        float dt = tile.delta(t);
        Tensor b = tile.scan.b();
        int b0 = b.offset() + tile.group(t);
        for (int i = 0; i < tile.width; i += L) {
            FloatVector step = load(tile.scan.x(), tile.row(t) + i, S.indexInRange(i, tile.width))
                    .mul(dt);
            advance(step, decay, b.floats(), b0, tile.n, tile.stride, h, h0 + i, next, next0 + i);
        }
    }

    private static void advance(
            FloatVector step,
            float decay,
            float[] b,
            int b0,
            int n,
            int stride,
            float[] h,
            int h0,
            float[] next,
            int next0) {
        FloatVector kept = all(decay);
        int at = 0;
        for (int j = 0; j < n; j++) {
            load(h, h0 + at).fma(kept, step.mul(b[b0 + j])).intoArray(next, next0 + at);
            at += stride;
        }
    }

    @Override
    public float back(HeadTile tile, int t, float decay, float[] states, int before, int after) {
        float dt = tile.delta(t);
        int n = tile.n;
        int group = tile.group(t);
        Tensor b = tile.scan.b();
        Tensor c = tile.scan.c();
        FloatVector total = FloatVector.zero(S);
        for (int i = 0; i < tile.width; i += L) {
            VectorMask<Float> m = S.indexInRange(i, tile.width);
            FloatVector step = load(tile.scan.x(), tile.row(t) + i, m).mul(dt);
            FloatVector dy = load(tile.scan.dy(), tile.row(t) + i, m);
            write(dy, step, b.floats(), b.offset() + group, c.floats(), c.offset() + group, tile, i, states, after);
            total = total.add(decay(decay, tile, i, states, before));
        }
        addLanes(tile.sums, 0, tile.db, group, n);
        addLanes(tile.sums, n * L, tile.dc, group, n);
        return Lanes.sum(total);
    }

    /** The part that has to do with B and C; g is left in {@code carried}. */
    private static void write(
            FloatVector dy,
            FloatVector step,
            float[] b,
            int b0,
            float[] c,
            int c0,
            HeadTile tile,
            int column,
            float[] states,
            int after) {
        float[] carried = tile.carried;
        float[] sums = tile.sums;
        int n = tile.n;
        int stride = tile.stride;
        int at = column;
        FloatVector written = FloatVector.zero(S);
        for (int j = 0; j < n; j++) {
            FloatVector g = dy.fma(all(c[c0 + j]), load(carried, at));
            g.intoArray(carried, at);
            written = g.fma(all(b[b0 + j]), written);
            step.fma(g, load(sums, j * L)).intoArray(sums, j * L);
            int c1 = (n + j) * L;
            dy.fma(load(states, after + at), load(sums, c1)).intoArray(sums, c1);
            at += stride;
        }
        written.intoArray(tile.written, column);
    }

    /** The part that has to do with the decay: Σ g h over the state. */
    private static FloatVector decay(float decay, HeadTile tile, int column, float[] states, int before) {
        float[] carried = tile.carried;
        int n = tile.n;
        int stride = tile.stride;
        int at = column;
        FloatVector kept = all(decay);
        FloatVector total = FloatVector.zero(S);
        for (int j = 0; j < n; j++) {
            FloatVector g = load(carried, at);
            total = g.fma(load(states, before + at), total);
            g.mul(kept).intoArray(carried, at);
            at += stride;
        }
        return total;
    }
}
