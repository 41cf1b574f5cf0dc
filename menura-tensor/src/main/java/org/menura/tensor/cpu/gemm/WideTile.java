package org.menura.tensor.cpu.gemm;

import static org.menura.tensor.cpu.gemm.Gemm.DEPTH;
import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import jdk.incubator.vector.FloatVector;

/** {@link Tile} of 8 outputs by 2 vectors, for processors with 32 vector registers. */
public final class WideTile implements Tile {
    @Override
    public int outs() {
        return 8;
    }

    @Override
    public int lanes() {
        return L;
    }

    @Override
    public int vectors() {
        return 2;
    }

    @Override
    public void add(
            float[] w, int w0, float[] x, int x0, int plane, int vectors, int depth, float[] c, int c0, int stride) {
        switch (vectors) {
            case 1 -> one(w, w0, x, x0, depth, c, c0, stride);
            default -> two(w, w0, x, x0, plane, depth, c, c0, stride);
        }
    }

    private static void one(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0, int stride) {
        FloatVector s00 = FloatVector.zero(F);
        FloatVector s10 = FloatVector.zero(F);
        FloatVector s20 = FloatVector.zero(F);
        FloatVector s30 = FloatVector.zero(F);
        FloatVector s40 = FloatVector.zero(F);
        FloatVector s50 = FloatVector.zero(F);
        FloatVector s60 = FloatVector.zero(F);
        FloatVector s70 = FloatVector.zero(F);
        for (int k = 0; k < depth; k++) {
            FloatVector v0 = FloatVector.fromArray(F, x, x0 + k * L);
            FloatVector f0 = FloatVector.broadcast(F, w[w0 + k]);
            s00 = f0.fma(v0, s00);
            FloatVector f1 = FloatVector.broadcast(F, w[w0 + DEPTH + k]);
            s10 = f1.fma(v0, s10);
            FloatVector f2 = FloatVector.broadcast(F, w[w0 + 2 * DEPTH + k]);
            s20 = f2.fma(v0, s20);
            FloatVector f3 = FloatVector.broadcast(F, w[w0 + 3 * DEPTH + k]);
            s30 = f3.fma(v0, s30);
            FloatVector f4 = FloatVector.broadcast(F, w[w0 + 4 * DEPTH + k]);
            s40 = f4.fma(v0, s40);
            FloatVector f5 = FloatVector.broadcast(F, w[w0 + 5 * DEPTH + k]);
            s50 = f5.fma(v0, s50);
            FloatVector f6 = FloatVector.broadcast(F, w[w0 + 6 * DEPTH + k]);
            s60 = f6.fma(v0, s60);
            FloatVector f7 = FloatVector.broadcast(F, w[w0 + 7 * DEPTH + k]);
            s70 = f7.fma(v0, s70);
        }
        add(s00, c, c0);
        add(s10, c, c0 + stride);
        add(s20, c, c0 + 2 * stride);
        add(s30, c, c0 + 3 * stride);
        add(s40, c, c0 + 4 * stride);
        add(s50, c, c0 + 5 * stride);
        add(s60, c, c0 + 6 * stride);
        add(s70, c, c0 + 7 * stride);
    }

    private static void two(float[] w, int w0, float[] x, int x0, int plane, int depth, float[] c, int c0, int stride) {
        FloatVector s00 = FloatVector.zero(F);
        FloatVector s01 = FloatVector.zero(F);
        FloatVector s10 = FloatVector.zero(F);
        FloatVector s11 = FloatVector.zero(F);
        FloatVector s20 = FloatVector.zero(F);
        FloatVector s21 = FloatVector.zero(F);
        FloatVector s30 = FloatVector.zero(F);
        FloatVector s31 = FloatVector.zero(F);
        FloatVector s40 = FloatVector.zero(F);
        FloatVector s41 = FloatVector.zero(F);
        FloatVector s50 = FloatVector.zero(F);
        FloatVector s51 = FloatVector.zero(F);
        FloatVector s60 = FloatVector.zero(F);
        FloatVector s61 = FloatVector.zero(F);
        FloatVector s70 = FloatVector.zero(F);
        FloatVector s71 = FloatVector.zero(F);
        for (int k = 0; k < depth; k++) {
            FloatVector v0 = FloatVector.fromArray(F, x, x0 + k * L);
            FloatVector v1 = FloatVector.fromArray(F, x, x0 + plane + k * L);
            FloatVector f0 = FloatVector.broadcast(F, w[w0 + k]);
            s00 = f0.fma(v0, s00);
            s01 = f0.fma(v1, s01);
            FloatVector f1 = FloatVector.broadcast(F, w[w0 + DEPTH + k]);
            s10 = f1.fma(v0, s10);
            s11 = f1.fma(v1, s11);
            FloatVector f2 = FloatVector.broadcast(F, w[w0 + 2 * DEPTH + k]);
            s20 = f2.fma(v0, s20);
            s21 = f2.fma(v1, s21);
            FloatVector f3 = FloatVector.broadcast(F, w[w0 + 3 * DEPTH + k]);
            s30 = f3.fma(v0, s30);
            s31 = f3.fma(v1, s31);
            FloatVector f4 = FloatVector.broadcast(F, w[w0 + 4 * DEPTH + k]);
            s40 = f4.fma(v0, s40);
            s41 = f4.fma(v1, s41);
            FloatVector f5 = FloatVector.broadcast(F, w[w0 + 5 * DEPTH + k]);
            s50 = f5.fma(v0, s50);
            s51 = f5.fma(v1, s51);
            FloatVector f6 = FloatVector.broadcast(F, w[w0 + 6 * DEPTH + k]);
            s60 = f6.fma(v0, s60);
            s61 = f6.fma(v1, s61);
            FloatVector f7 = FloatVector.broadcast(F, w[w0 + 7 * DEPTH + k]);
            s70 = f7.fma(v0, s70);
            s71 = f7.fma(v1, s71);
        }
        add(s00, c, c0);
        add(s01, c, c0 + L);
        add(s10, c, c0 + stride);
        add(s11, c, c0 + stride + L);
        add(s20, c, c0 + 2 * stride);
        add(s21, c, c0 + 2 * stride + L);
        add(s30, c, c0 + 3 * stride);
        add(s31, c, c0 + 3 * stride + L);
        add(s40, c, c0 + 4 * stride);
        add(s41, c, c0 + 4 * stride + L);
        add(s50, c, c0 + 5 * stride);
        add(s51, c, c0 + 5 * stride + L);
        add(s60, c, c0 + 6 * stride);
        add(s61, c, c0 + 6 * stride + L);
        add(s70, c, c0 + 7 * stride);
        add(s71, c, c0 + 7 * stride + L);
    }

    private static void add(FloatVector s, float[] c, int at) {
        FloatVector.fromArray(F, c, at).add(s).intoArray(c, at);
    }
}
