package org.menura.tensor.cpu.gemm;

import static org.menura.tensor.cpu.gemm.BlockKernel.SIZE;
import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import jdk.incubator.vector.FloatVector;

/** The tiles of {@link BlockKernel#across}: four rows, whose sums stay in registers. */
final class AcrossTiles {
    private AcrossTiles() {}

    /** Tiles one vector wide. */
    static void one(float[] a, int a0, float[] b, int b0, int depth, float[] c, int c0, int stride) {
        FloatVector s00 = FloatVector.fromArray(F, c, c0);
        FloatVector s10 = FloatVector.fromArray(F, c, c0 + stride);
        FloatVector s20 = FloatVector.fromArray(F, c, c0 + 2 * stride);
        FloatVector s30 = FloatVector.fromArray(F, c, c0 + 3 * stride);
        for (int k = 0; k < depth; k++) {
            FloatVector v0 = FloatVector.fromArray(F, b, b0 + k * SIZE);
            FloatVector f0 = FloatVector.broadcast(F, a[a0 + k * SIZE]);
            s00 = f0.fma(v0, s00);
            FloatVector f1 = FloatVector.broadcast(F, a[a0 + k * SIZE + 1]);
            s10 = f1.fma(v0, s10);
            FloatVector f2 = FloatVector.broadcast(F, a[a0 + k * SIZE + 2]);
            s20 = f2.fma(v0, s20);
            FloatVector f3 = FloatVector.broadcast(F, a[a0 + k * SIZE + 3]);
            s30 = f3.fma(v0, s30);
        }
        s00.intoArray(c, c0);
        s10.intoArray(c, c0 + stride);
        s20.intoArray(c, c0 + 2 * stride);
        s30.intoArray(c, c0 + 3 * stride);
    }

    /** Tiles two vectors wide. */
    static void two(float[] a, int a0, float[] b, int b0, int depth, float[] c, int c0, int stride) {
        FloatVector s00 = FloatVector.fromArray(F, c, c0);
        FloatVector s01 = FloatVector.fromArray(F, c, c0 + L);
        FloatVector s10 = FloatVector.fromArray(F, c, c0 + stride);
        FloatVector s11 = FloatVector.fromArray(F, c, c0 + stride + L);
        FloatVector s20 = FloatVector.fromArray(F, c, c0 + 2 * stride);
        FloatVector s21 = FloatVector.fromArray(F, c, c0 + 2 * stride + L);
        FloatVector s30 = FloatVector.fromArray(F, c, c0 + 3 * stride);
        FloatVector s31 = FloatVector.fromArray(F, c, c0 + 3 * stride + L);
        for (int k = 0; k < depth; k++) {
            FloatVector v0 = FloatVector.fromArray(F, b, b0 + k * SIZE);
            FloatVector v1 = FloatVector.fromArray(F, b, b0 + k * SIZE + L);
            FloatVector f0 = FloatVector.broadcast(F, a[a0 + k * SIZE]);
            s00 = f0.fma(v0, s00);
            s01 = f0.fma(v1, s01);
            FloatVector f1 = FloatVector.broadcast(F, a[a0 + k * SIZE + 1]);
            s10 = f1.fma(v0, s10);
            s11 = f1.fma(v1, s11);
            FloatVector f2 = FloatVector.broadcast(F, a[a0 + k * SIZE + 2]);
            s20 = f2.fma(v0, s20);
            s21 = f2.fma(v1, s21);
            FloatVector f3 = FloatVector.broadcast(F, a[a0 + k * SIZE + 3]);
            s30 = f3.fma(v0, s30);
            s31 = f3.fma(v1, s31);
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + L);
        s10.intoArray(c, c0 + stride);
        s11.intoArray(c, c0 + stride + L);
        s20.intoArray(c, c0 + 2 * stride);
        s21.intoArray(c, c0 + 2 * stride + L);
        s30.intoArray(c, c0 + 3 * stride);
        s31.intoArray(c, c0 + 3 * stride + L);
    }

    /** Tiles three vectors wide. */
    static void three(float[] a, int a0, float[] b, int b0, int depth, float[] c, int c0, int stride) {
        FloatVector s00 = FloatVector.fromArray(F, c, c0);
        FloatVector s01 = FloatVector.fromArray(F, c, c0 + L);
        FloatVector s02 = FloatVector.fromArray(F, c, c0 + 2 * L);
        FloatVector s10 = FloatVector.fromArray(F, c, c0 + stride);
        FloatVector s11 = FloatVector.fromArray(F, c, c0 + stride + L);
        FloatVector s12 = FloatVector.fromArray(F, c, c0 + stride + 2 * L);
        FloatVector s20 = FloatVector.fromArray(F, c, c0 + 2 * stride);
        FloatVector s21 = FloatVector.fromArray(F, c, c0 + 2 * stride + L);
        FloatVector s22 = FloatVector.fromArray(F, c, c0 + 2 * stride + 2 * L);
        FloatVector s30 = FloatVector.fromArray(F, c, c0 + 3 * stride);
        FloatVector s31 = FloatVector.fromArray(F, c, c0 + 3 * stride + L);
        FloatVector s32 = FloatVector.fromArray(F, c, c0 + 3 * stride + 2 * L);
        for (int k = 0; k < depth; k++) {
            FloatVector v0 = FloatVector.fromArray(F, b, b0 + k * SIZE);
            FloatVector v1 = FloatVector.fromArray(F, b, b0 + k * SIZE + L);
            FloatVector v2 = FloatVector.fromArray(F, b, b0 + k * SIZE + 2 * L);
            FloatVector f0 = FloatVector.broadcast(F, a[a0 + k * SIZE]);
            s00 = f0.fma(v0, s00);
            s01 = f0.fma(v1, s01);
            s02 = f0.fma(v2, s02);
            FloatVector f1 = FloatVector.broadcast(F, a[a0 + k * SIZE + 1]);
            s10 = f1.fma(v0, s10);
            s11 = f1.fma(v1, s11);
            s12 = f1.fma(v2, s12);
            FloatVector f2 = FloatVector.broadcast(F, a[a0 + k * SIZE + 2]);
            s20 = f2.fma(v0, s20);
            s21 = f2.fma(v1, s21);
            s22 = f2.fma(v2, s22);
            FloatVector f3 = FloatVector.broadcast(F, a[a0 + k * SIZE + 3]);
            s30 = f3.fma(v0, s30);
            s31 = f3.fma(v1, s31);
            s32 = f3.fma(v2, s32);
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + L);
        s02.intoArray(c, c0 + 2 * L);
        s10.intoArray(c, c0 + stride);
        s11.intoArray(c, c0 + stride + L);
        s12.intoArray(c, c0 + stride + 2 * L);
        s20.intoArray(c, c0 + 2 * stride);
        s21.intoArray(c, c0 + 2 * stride + L);
        s22.intoArray(c, c0 + 2 * stride + 2 * L);
        s30.intoArray(c, c0 + 3 * stride);
        s31.intoArray(c, c0 + 3 * stride + L);
        s32.intoArray(c, c0 + 3 * stride + 2 * L);
    }

    /** Tiles four vectors wide. */
    static void four(float[] a, int a0, float[] b, int b0, int depth, float[] c, int c0, int stride) {
        FloatVector s00 = FloatVector.fromArray(F, c, c0);
        FloatVector s01 = FloatVector.fromArray(F, c, c0 + L);
        FloatVector s02 = FloatVector.fromArray(F, c, c0 + 2 * L);
        FloatVector s03 = FloatVector.fromArray(F, c, c0 + 3 * L);
        FloatVector s10 = FloatVector.fromArray(F, c, c0 + stride);
        FloatVector s11 = FloatVector.fromArray(F, c, c0 + stride + L);
        FloatVector s12 = FloatVector.fromArray(F, c, c0 + stride + 2 * L);
        FloatVector s13 = FloatVector.fromArray(F, c, c0 + stride + 3 * L);
        FloatVector s20 = FloatVector.fromArray(F, c, c0 + 2 * stride);
        FloatVector s21 = FloatVector.fromArray(F, c, c0 + 2 * stride + L);
        FloatVector s22 = FloatVector.fromArray(F, c, c0 + 2 * stride + 2 * L);
        FloatVector s23 = FloatVector.fromArray(F, c, c0 + 2 * stride + 3 * L);
        FloatVector s30 = FloatVector.fromArray(F, c, c0 + 3 * stride);
        FloatVector s31 = FloatVector.fromArray(F, c, c0 + 3 * stride + L);
        FloatVector s32 = FloatVector.fromArray(F, c, c0 + 3 * stride + 2 * L);
        FloatVector s33 = FloatVector.fromArray(F, c, c0 + 3 * stride + 3 * L);
        for (int k = 0; k < depth; k++) {
            FloatVector v0 = FloatVector.fromArray(F, b, b0 + k * SIZE);
            FloatVector v1 = FloatVector.fromArray(F, b, b0 + k * SIZE + L);
            FloatVector v2 = FloatVector.fromArray(F, b, b0 + k * SIZE + 2 * L);
            FloatVector v3 = FloatVector.fromArray(F, b, b0 + k * SIZE + 3 * L);
            FloatVector f0 = FloatVector.broadcast(F, a[a0 + k * SIZE]);
            s00 = f0.fma(v0, s00);
            s01 = f0.fma(v1, s01);
            s02 = f0.fma(v2, s02);
            s03 = f0.fma(v3, s03);
            FloatVector f1 = FloatVector.broadcast(F, a[a0 + k * SIZE + 1]);
            s10 = f1.fma(v0, s10);
            s11 = f1.fma(v1, s11);
            s12 = f1.fma(v2, s12);
            s13 = f1.fma(v3, s13);
            FloatVector f2 = FloatVector.broadcast(F, a[a0 + k * SIZE + 2]);
            s20 = f2.fma(v0, s20);
            s21 = f2.fma(v1, s21);
            s22 = f2.fma(v2, s22);
            s23 = f2.fma(v3, s23);
            FloatVector f3 = FloatVector.broadcast(F, a[a0 + k * SIZE + 3]);
            s30 = f3.fma(v0, s30);
            s31 = f3.fma(v1, s31);
            s32 = f3.fma(v2, s32);
            s33 = f3.fma(v3, s33);
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + L);
        s02.intoArray(c, c0 + 2 * L);
        s03.intoArray(c, c0 + 3 * L);
        s10.intoArray(c, c0 + stride);
        s11.intoArray(c, c0 + stride + L);
        s12.intoArray(c, c0 + stride + 2 * L);
        s13.intoArray(c, c0 + stride + 3 * L);
        s20.intoArray(c, c0 + 2 * stride);
        s21.intoArray(c, c0 + 2 * stride + L);
        s22.intoArray(c, c0 + 2 * stride + 2 * L);
        s23.intoArray(c, c0 + 2 * stride + 3 * L);
        s30.intoArray(c, c0 + 3 * stride);
        s31.intoArray(c, c0 + 3 * stride + L);
        s32.intoArray(c, c0 + 3 * stride + 2 * L);
        s33.intoArray(c, c0 + 3 * stride + 3 * L);
    }
}
