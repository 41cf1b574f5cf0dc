package org.menura.tensor.cpu.recurrent;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link WkvSteps} on the Vector API. */
final class VectorWkvSteps implements WkvSteps {
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

    /** Sums [n, lanes] over the lanes. */
    private static void sumLanes(float[] sums, int s0, float[] out, int o0, int n) {
        for (int j = 0; j < n; j++) {
            out[o0 + j] = Lanes.sum(load(sums, s0 + j * L));
        }
    }

    @Override
    public void advance(Wkv6Tile tile, int t, float[] h, int h0, float[] next, int next0) {
        int row = tile.row(t);
        int d = tile.headDim;
        Tensor v = tile.in.v();
        for (int i = 0; i < d; i += L) {
            VectorMask<Float> m = S.indexInRange(i, d);
            FloatVector key = load(tile.in.k(), row + i, m);
            FloatVector keep = load(tile.in.w(), tile.decayRow(t) + i, m);
            advance(key, keep, v.floats(), v.offset() + row, d, tile.stride, h, h0 + i, next, next0 + i);
        }
    }

    private static void advance(
            FloatVector key,
            FloatVector keep,
            float[] v,
            int v0,
            int d,
            int stride,
            float[] h,
            int h0,
            float[] next,
            int next0) {
        int at = 0;
        for (int j = 0; j < d; j++) {
            load(h, h0 + at).fma(keep, key.mul(v[v0 + j])).intoArray(next, next0 + at);
            at += stride;
        }
    }

    @Override
    public void back(Wkv6Tile tile, int t, float[] states, int before) {
        int row = tile.row(t);
        int d = tile.headDim;
        Tensor v = tile.in.v();
        Tensor dy = tile.in.dy();
        Arrays.fill(tile.sums, 0);
        for (int i = 0; i < d; i += L) {
            VectorMask<Float> m = S.indexInRange(i, d);
            FloatVector receptance = load(tile.in.r(), row + i, m);
            FloatVector key = load(tile.in.k(), row + i, m);
            FloatVector keep = load(tile.in.w(), tile.decayRow(t) + i, m);
            read(dy.floats(), dy.offset() + row, tile, i, states, before);
            write(key, keep, receptance, v.floats(), v.offset() + row, dy.floats(), dy.offset() + row, tile, i);
        }
        sumLanes(tile.sums, 0, tile.dv, 0, d);
    }

    /** The part that has to do with the state before: dr and dw. */
    private static void read(float[] dy, int dy0, Wkv6Tile tile, int column, float[] states, int before) {
        float[] carried = tile.carried;
        int d = tile.headDim;
        int stride = tile.stride;
        int at = column;
        FloatVector dr = FloatVector.zero(S);
        FloatVector dw = FloatVector.zero(S);
        for (int j = 0; j < d; j++) {
            FloatVector old = load(states, before + at);
            dr = old.fma(all(dy[dy0 + j]), dr);
            dw = old.fma(load(carried, at), dw);
            at += stride;
        }
        dr.intoArray(tile.dr, column);
        dw.intoArray(tile.dw, column);
    }

    /** The part that has to do with what was written, and the gradient of the state before. */
    private static void write(
            FloatVector key,
            FloatVector keep,
            FloatVector receptance,
            float[] v,
            int v0,
            float[] dy,
            int dy0,
            Wkv6Tile tile,
            int column) {
        float[] carried = tile.carried;
        float[] sums = tile.sums;
        int d = tile.headDim;
        int stride = tile.stride;
        int at = column;
        FloatVector dk = FloatVector.zero(S);
        for (int j = 0; j < d; j++) {
            FloatVector g = load(carried, at);
            dk = g.fma(all(v[v0 + j]), dk);
            key.fma(g, load(sums, j * L)).intoArray(sums, j * L);
            g.fma(keep, receptance.mul(dy[dy0 + j])).intoArray(carried, at);
            at += stride;
        }
        dk.intoArray(tile.dk, column);
    }

    @Override
    public void advance(Wkv7Tile tile, int t, float[] h, int h0, float[] next, int next0, int removed) {
        int row = tile.row(t);
        int d = tile.headDim;
        Tensor v = tile.in.v();
        Arrays.fill(tile.sums, 0);
        for (int i = 0; i < d; i += L) {
            products(load(tile.in.a(), row + i, S.indexInRange(i, d)), h, h0 + i, d, tile.stride, tile.sums);
        }
        sumLanes(tile.sums, 0, tile.removed, removed, d);
        for (int i = 0; i < d; i += L) {
            VectorMask<Float> m = S.indexInRange(i, d);
            FloatVector key = load(tile.in.k(), row + i, m);
            FloatVector keep = load(tile.in.w(), row + i, m);
            FloatVector replace = load(tile.in.b(), row + i, m);
            advance(key, keep, replace, v.floats(), v.offset() + row, tile, removed, h, h0 + i, next, next0 + i);
        }
    }

    /** Adds products of a vector and each row of a state, some columns of both, to sums [d, lanes]. */
    private static void products(FloatVector a, float[] h, int h0, int d, int stride, float[] sums) {
        int at = h0;
        for (int j = 0; j < d; j++) {
            a.fma(load(h, at), load(sums, j * L)).intoArray(sums, j * L);
            at += stride;
        }
    }

    private static void advance(
            FloatVector key,
            FloatVector keep,
            FloatVector replace,
            float[] v,
            int v0,
            Wkv7Tile tile,
            int removed0,
            float[] h,
            int h0,
            float[] next,
            int next0) {
        float[] removed = tile.removed;
        int d = tile.headDim;
        int stride = tile.stride;
        int at = 0;
        for (int j = 0; j < d; j++) {
            FloatVector written = key.mul(v[v0 + j]).add(replace.mul(removed[removed0 + j]));
            load(h, h0 + at).fma(keep, written).intoArray(next, next0 + at);
            at += stride;
        }
    }

    @Override
    public void back(Wkv7Tile tile, int t, float[] states, int before, int after, int removed) {
        int row = tile.row(t);
        int d = tile.headDim;
        Tensor v = tile.in.v();
        Tensor dy = tile.in.dy();
        Arrays.fill(tile.sums, 0);
        for (int i = 0; i < d; i += L) {
            VectorMask<Float> m = S.indexInRange(i, d);
            read(load(tile.in.r(), row + i, m), dy.floats(), dy.offset() + row, tile, i, states, before, after);
            FloatVector key = load(tile.in.k(), row + i, m);
            FloatVector replace = load(tile.in.b(), row + i, m);
            write(key, replace, v.floats(), v.offset() + row, tile, i, removed);
        }
        sumLanes(tile.sums, 0, tile.dv, 0, d);
        sumLanes(tile.sums, d * L, tile.dRemoved, 0, d);
        for (int i = 0; i < d; i += L) {
            VectorMask<Float> m = S.indexInRange(i, d);
            carry(load(tile.in.w(), row + i, m), load(tile.in.a(), row + i, m), tile, i, states, before);
        }
    }

    /** The part that has to do with the result and the states: dr, dw; the state's gradient is left in carried. */
    private static void read(
            FloatVector receptance,
            float[] dy,
            int dy0,
            Wkv7Tile tile,
            int column,
            float[] states,
            int before,
            int after) {
        float[] carried = tile.carried;
        int d = tile.headDim;
        int stride = tile.stride;
        int at = column;
        FloatVector dr = FloatVector.zero(S);
        FloatVector dw = FloatVector.zero(S);
        for (int j = 0; j < d; j++) {
            FloatVector result = all(dy[dy0 + j]);
            FloatVector g = receptance.fma(result, load(carried, at));
            g.intoArray(carried, at);
            dr = result.fma(load(states, after + at), dr);
            dw = g.fma(load(states, before + at), dw);
            at += stride;
        }
        dr.intoArray(tile.dr, column);
        dw.intoArray(tile.dw, column);
    }

    /** The part that has to do with what was written: dk, db, and per lane dv and dRemoved. */
    private static void write(
            FloatVector key, FloatVector replace, float[] v, int v0, Wkv7Tile tile, int column, int removed0) {
        float[] carried = tile.carried;
        float[] sums = tile.sums;
        float[] removed = tile.removed;
        int d = tile.headDim;
        int stride = tile.stride;
        int at = column;
        FloatVector dk = FloatVector.zero(S);
        FloatVector db = FloatVector.zero(S);
        for (int j = 0; j < d; j++) {
            FloatVector g = load(carried, at);
            dk = g.fma(all(v[v0 + j]), dk);
            db = g.fma(all(removed[removed0 + j]), db);
            key.fma(g, load(sums, j * L)).intoArray(sums, j * L);
            int r0 = (d + j) * L;
            replace.fma(g, load(sums, r0)).intoArray(sums, r0);
            at += stride;
        }
        dk.intoArray(tile.dk, column);
        db.intoArray(tile.db, column);
    }

    /** What follows from dRemoved: da, and the gradient of the state before. */
    private static void carry(
            FloatVector keep, FloatVector removal, Wkv7Tile tile, int column, float[] states, int before) {
        float[] carried = tile.carried;
        float[] dRemoved = tile.dRemoved;
        int d = tile.headDim;
        int stride = tile.stride;
        int at = column;
        FloatVector da = FloatVector.zero(S);
        for (int j = 0; j < d; j++) {
            FloatVector g = all(dRemoved[j]);
            da = g.fma(load(states, before + at), da);
            removal.fma(g, keep.mul(load(carried, at))).intoArray(carried, at);
            at += stride;
        }
        da.intoArray(tile.da, column);
    }
}
