package org.menura.tensor.cpu.gemm;

import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import jdk.incubator.vector.FloatVector;

/**
 * {@link FloatTiles} for an x that lies in panels as well: its rows are columns there, side by side. Sums are added to
 * what {@code out} holds.
 */
final class FloatColumnTiles {
    private FloatColumnTiles() {}

    /** Six columns of a panel with another panel. */
    static void six(float[] x, int x0, float[] w, int w0, int depth, float[] out, int o0, int stride) {
        FloatVector s00 = FloatVector.fromArray(F, out, o0);
        FloatVector s01 = FloatVector.fromArray(F, out, o0 + L);
        FloatVector s02 = FloatVector.fromArray(F, out, o0 + 2 * L);
        FloatVector s03 = FloatVector.fromArray(F, out, o0 + 3 * L);
        FloatVector s10 = FloatVector.fromArray(F, out, o0 + stride);
        FloatVector s11 = FloatVector.fromArray(F, out, o0 + stride + L);
        FloatVector s12 = FloatVector.fromArray(F, out, o0 + stride + 2 * L);
        FloatVector s13 = FloatVector.fromArray(F, out, o0 + stride + 3 * L);
        FloatVector s20 = FloatVector.fromArray(F, out, o0 + 2 * stride);
        FloatVector s21 = FloatVector.fromArray(F, out, o0 + 2 * stride + L);
        FloatVector s22 = FloatVector.fromArray(F, out, o0 + 2 * stride + 2 * L);
        FloatVector s23 = FloatVector.fromArray(F, out, o0 + 2 * stride + 3 * L);
        FloatVector s30 = FloatVector.fromArray(F, out, o0 + 3 * stride);
        FloatVector s31 = FloatVector.fromArray(F, out, o0 + 3 * stride + L);
        FloatVector s32 = FloatVector.fromArray(F, out, o0 + 3 * stride + 2 * L);
        FloatVector s33 = FloatVector.fromArray(F, out, o0 + 3 * stride + 3 * L);
        FloatVector s40 = FloatVector.fromArray(F, out, o0 + 4 * stride);
        FloatVector s41 = FloatVector.fromArray(F, out, o0 + 4 * stride + L);
        FloatVector s42 = FloatVector.fromArray(F, out, o0 + 4 * stride + 2 * L);
        FloatVector s43 = FloatVector.fromArray(F, out, o0 + 4 * stride + 3 * L);
        FloatVector s50 = FloatVector.fromArray(F, out, o0 + 5 * stride);
        FloatVector s51 = FloatVector.fromArray(F, out, o0 + 5 * stride + L);
        FloatVector s52 = FloatVector.fromArray(F, out, o0 + 5 * stride + 2 * L);
        FloatVector s53 = FloatVector.fromArray(F, out, o0 + 5 * stride + 3 * L);
        for (int k = 0; k < depth; k++) {
            FloatVector u0 = FloatVector.fromArray(F, w, w0 + 4 * L * k);
            FloatVector u1 = FloatVector.fromArray(F, w, w0 + 4 * L * k + L);
            FloatVector u2 = FloatVector.fromArray(F, w, w0 + 4 * L * k + 2 * L);
            FloatVector u3 = FloatVector.fromArray(F, w, w0 + 4 * L * k + 3 * L);
            FloatVector f0 = FloatVector.broadcast(F, x[x0 + 4 * L * k]);
            s00 = f0.fma(u0, s00);
            s01 = f0.fma(u1, s01);
            s02 = f0.fma(u2, s02);
            s03 = f0.fma(u3, s03);
            FloatVector f1 = FloatVector.broadcast(F, x[x0 + 4 * L * k + 1]);
            s10 = f1.fma(u0, s10);
            s11 = f1.fma(u1, s11);
            s12 = f1.fma(u2, s12);
            s13 = f1.fma(u3, s13);
            FloatVector f2 = FloatVector.broadcast(F, x[x0 + 4 * L * k + 2]);
            s20 = f2.fma(u0, s20);
            s21 = f2.fma(u1, s21);
            s22 = f2.fma(u2, s22);
            s23 = f2.fma(u3, s23);
            FloatVector f3 = FloatVector.broadcast(F, x[x0 + 4 * L * k + 3]);
            s30 = f3.fma(u0, s30);
            s31 = f3.fma(u1, s31);
            s32 = f3.fma(u2, s32);
            s33 = f3.fma(u3, s33);
            FloatVector f4 = FloatVector.broadcast(F, x[x0 + 4 * L * k + 4]);
            s40 = f4.fma(u0, s40);
            s41 = f4.fma(u1, s41);
            s42 = f4.fma(u2, s42);
            s43 = f4.fma(u3, s43);
            FloatVector f5 = FloatVector.broadcast(F, x[x0 + 4 * L * k + 5]);
            s50 = f5.fma(u0, s50);
            s51 = f5.fma(u1, s51);
            s52 = f5.fma(u2, s52);
            s53 = f5.fma(u3, s53);
        }
        s00.intoArray(out, o0);
        s01.intoArray(out, o0 + L);
        s02.intoArray(out, o0 + 2 * L);
        s03.intoArray(out, o0 + 3 * L);
        s10.intoArray(out, o0 + stride);
        s11.intoArray(out, o0 + stride + L);
        s12.intoArray(out, o0 + stride + 2 * L);
        s13.intoArray(out, o0 + stride + 3 * L);
        s20.intoArray(out, o0 + 2 * stride);
        s21.intoArray(out, o0 + 2 * stride + L);
        s22.intoArray(out, o0 + 2 * stride + 2 * L);
        s23.intoArray(out, o0 + 2 * stride + 3 * L);
        s30.intoArray(out, o0 + 3 * stride);
        s31.intoArray(out, o0 + 3 * stride + L);
        s32.intoArray(out, o0 + 3 * stride + 2 * L);
        s33.intoArray(out, o0 + 3 * stride + 3 * L);
        s40.intoArray(out, o0 + 4 * stride);
        s41.intoArray(out, o0 + 4 * stride + L);
        s42.intoArray(out, o0 + 4 * stride + 2 * L);
        s43.intoArray(out, o0 + 4 * stride + 3 * L);
        s50.intoArray(out, o0 + 5 * stride);
        s51.intoArray(out, o0 + 5 * stride + L);
        s52.intoArray(out, o0 + 5 * stride + 2 * L);
        s53.intoArray(out, o0 + 5 * stride + 3 * L);
    }

    /** Four columns of a panel with another panel. */
    static void four(float[] x, int x0, float[] w, int w0, int depth, float[] out, int o0, int stride) {
        FloatVector s00 = FloatVector.fromArray(F, out, o0);
        FloatVector s01 = FloatVector.fromArray(F, out, o0 + L);
        FloatVector s02 = FloatVector.fromArray(F, out, o0 + 2 * L);
        FloatVector s03 = FloatVector.fromArray(F, out, o0 + 3 * L);
        FloatVector s10 = FloatVector.fromArray(F, out, o0 + stride);
        FloatVector s11 = FloatVector.fromArray(F, out, o0 + stride + L);
        FloatVector s12 = FloatVector.fromArray(F, out, o0 + stride + 2 * L);
        FloatVector s13 = FloatVector.fromArray(F, out, o0 + stride + 3 * L);
        FloatVector s20 = FloatVector.fromArray(F, out, o0 + 2 * stride);
        FloatVector s21 = FloatVector.fromArray(F, out, o0 + 2 * stride + L);
        FloatVector s22 = FloatVector.fromArray(F, out, o0 + 2 * stride + 2 * L);
        FloatVector s23 = FloatVector.fromArray(F, out, o0 + 2 * stride + 3 * L);
        FloatVector s30 = FloatVector.fromArray(F, out, o0 + 3 * stride);
        FloatVector s31 = FloatVector.fromArray(F, out, o0 + 3 * stride + L);
        FloatVector s32 = FloatVector.fromArray(F, out, o0 + 3 * stride + 2 * L);
        FloatVector s33 = FloatVector.fromArray(F, out, o0 + 3 * stride + 3 * L);
        for (int k = 0; k < depth; k++) {
            FloatVector u0 = FloatVector.fromArray(F, w, w0 + 4 * L * k);
            FloatVector u1 = FloatVector.fromArray(F, w, w0 + 4 * L * k + L);
            FloatVector u2 = FloatVector.fromArray(F, w, w0 + 4 * L * k + 2 * L);
            FloatVector u3 = FloatVector.fromArray(F, w, w0 + 4 * L * k + 3 * L);
            FloatVector f0 = FloatVector.broadcast(F, x[x0 + 4 * L * k]);
            s00 = f0.fma(u0, s00);
            s01 = f0.fma(u1, s01);
            s02 = f0.fma(u2, s02);
            s03 = f0.fma(u3, s03);
            FloatVector f1 = FloatVector.broadcast(F, x[x0 + 4 * L * k + 1]);
            s10 = f1.fma(u0, s10);
            s11 = f1.fma(u1, s11);
            s12 = f1.fma(u2, s12);
            s13 = f1.fma(u3, s13);
            FloatVector f2 = FloatVector.broadcast(F, x[x0 + 4 * L * k + 2]);
            s20 = f2.fma(u0, s20);
            s21 = f2.fma(u1, s21);
            s22 = f2.fma(u2, s22);
            s23 = f2.fma(u3, s23);
            FloatVector f3 = FloatVector.broadcast(F, x[x0 + 4 * L * k + 3]);
            s30 = f3.fma(u0, s30);
            s31 = f3.fma(u1, s31);
            s32 = f3.fma(u2, s32);
            s33 = f3.fma(u3, s33);
        }
        s00.intoArray(out, o0);
        s01.intoArray(out, o0 + L);
        s02.intoArray(out, o0 + 2 * L);
        s03.intoArray(out, o0 + 3 * L);
        s10.intoArray(out, o0 + stride);
        s11.intoArray(out, o0 + stride + L);
        s12.intoArray(out, o0 + stride + 2 * L);
        s13.intoArray(out, o0 + stride + 3 * L);
        s20.intoArray(out, o0 + 2 * stride);
        s21.intoArray(out, o0 + 2 * stride + L);
        s22.intoArray(out, o0 + 2 * stride + 2 * L);
        s23.intoArray(out, o0 + 2 * stride + 3 * L);
        s30.intoArray(out, o0 + 3 * stride);
        s31.intoArray(out, o0 + 3 * stride + L);
        s32.intoArray(out, o0 + 3 * stride + 2 * L);
        s33.intoArray(out, o0 + 3 * stride + 3 * L);
    }
}
