package org.menura.tensor.cpu.attention;

import static org.menura.tensor.cpu.attention.QueryBlock.SIZE;
import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import jdk.incubator.vector.FloatVector;
import org.menura.tensor.cpu.simd.Lanes;

/**
 * The products of {@link RowKernel}, in tiles that stay in registers. How many rows a tile has follows how many there
 * are, so that one query costs little more than the reading of keys and values.
 */
final class RowTiles {
    private RowTiles() {}

    /** See {@link RowKernel#add}. */
    static void add(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0, int rows, int n) {
        if (rows == 1) {
            one(w, w0, x, x0, depth, c, c0, n);
        } else if (rows <= 4) {
            four(w, w0, x, x0, depth, c, c0, n);
        } else if (Lanes.MANY_REGISTERS) {
            eight(w, w0, x, x0, depth, c, c0, n);
        } else {
            four(w, w0, x, x0, depth, c, c0, n);
            four(w, w0 + 4 * SIZE, x, x0, depth, c, c0 + 4 * SIZE, n);
        }
    }

    private static void eight(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0, int n) {
        int i = 0;
        for (; i + L < n; i += 2 * L) {
            eightByTwo(w, w0, x, x0 + i, depth, c, c0 + i);
        }
        if (i < n) {
            eightByOne(w, w0, x, x0 + i, depth, c, c0 + i);
        }
    }

    private static void four(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0, int n) {
        int i = 0;
        for (; i + L < n; i += 2 * L) {
            fourByTwo(w, w0, x, x0 + i, depth, c, c0 + i);
        }
        if (i < n) {
            fourByOne(w, w0, x, x0 + i, depth, c, c0 + i);
        }
    }

    private static void one(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0, int n) {
        int i = 0;
        for (; i + 3 * L < n; i += 4 * L) {
            oneByFour(w, w0, x, x0 + i, depth, c, c0 + i);
        }
        for (; i < n; i += L) {
            oneByOne(w, w0, x, x0 + i, depth, c, c0 + i);
        }
    }

    private static void eightByTwo(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0) {
        FloatVector s00 = FloatVector.fromArray(F, c, c0);
        FloatVector s01 = FloatVector.fromArray(F, c, c0 + L);
        FloatVector s10 = FloatVector.fromArray(F, c, c0 + SIZE);
        FloatVector s11 = FloatVector.fromArray(F, c, c0 + SIZE + L);
        FloatVector s20 = FloatVector.fromArray(F, c, c0 + 2 * SIZE);
        FloatVector s21 = FloatVector.fromArray(F, c, c0 + 2 * SIZE + L);
        FloatVector s30 = FloatVector.fromArray(F, c, c0 + 3 * SIZE);
        FloatVector s31 = FloatVector.fromArray(F, c, c0 + 3 * SIZE + L);
        FloatVector s40 = FloatVector.fromArray(F, c, c0 + 4 * SIZE);
        FloatVector s41 = FloatVector.fromArray(F, c, c0 + 4 * SIZE + L);
        FloatVector s50 = FloatVector.fromArray(F, c, c0 + 5 * SIZE);
        FloatVector s51 = FloatVector.fromArray(F, c, c0 + 5 * SIZE + L);
        FloatVector s60 = FloatVector.fromArray(F, c, c0 + 6 * SIZE);
        FloatVector s61 = FloatVector.fromArray(F, c, c0 + 6 * SIZE + L);
        FloatVector s70 = FloatVector.fromArray(F, c, c0 + 7 * SIZE);
        FloatVector s71 = FloatVector.fromArray(F, c, c0 + 7 * SIZE + L);
        for (int k = 0; k < depth; k++) {
            FloatVector v0 = FloatVector.fromArray(F, x, x0 + k * SIZE);
            FloatVector v1 = FloatVector.fromArray(F, x, x0 + k * SIZE + L);
            FloatVector f0 = FloatVector.broadcast(F, w[w0 + k]);
            s00 = f0.fma(v0, s00);
            s01 = f0.fma(v1, s01);
            FloatVector f1 = FloatVector.broadcast(F, w[w0 + SIZE + k]);
            s10 = f1.fma(v0, s10);
            s11 = f1.fma(v1, s11);
            FloatVector f2 = FloatVector.broadcast(F, w[w0 + 2 * SIZE + k]);
            s20 = f2.fma(v0, s20);
            s21 = f2.fma(v1, s21);
            FloatVector f3 = FloatVector.broadcast(F, w[w0 + 3 * SIZE + k]);
            s30 = f3.fma(v0, s30);
            s31 = f3.fma(v1, s31);
            FloatVector f4 = FloatVector.broadcast(F, w[w0 + 4 * SIZE + k]);
            s40 = f4.fma(v0, s40);
            s41 = f4.fma(v1, s41);
            FloatVector f5 = FloatVector.broadcast(F, w[w0 + 5 * SIZE + k]);
            s50 = f5.fma(v0, s50);
            s51 = f5.fma(v1, s51);
            FloatVector f6 = FloatVector.broadcast(F, w[w0 + 6 * SIZE + k]);
            s60 = f6.fma(v0, s60);
            s61 = f6.fma(v1, s61);
            FloatVector f7 = FloatVector.broadcast(F, w[w0 + 7 * SIZE + k]);
            s70 = f7.fma(v0, s70);
            s71 = f7.fma(v1, s71);
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + L);
        s10.intoArray(c, c0 + SIZE);
        s11.intoArray(c, c0 + SIZE + L);
        s20.intoArray(c, c0 + 2 * SIZE);
        s21.intoArray(c, c0 + 2 * SIZE + L);
        s30.intoArray(c, c0 + 3 * SIZE);
        s31.intoArray(c, c0 + 3 * SIZE + L);
        s40.intoArray(c, c0 + 4 * SIZE);
        s41.intoArray(c, c0 + 4 * SIZE + L);
        s50.intoArray(c, c0 + 5 * SIZE);
        s51.intoArray(c, c0 + 5 * SIZE + L);
        s60.intoArray(c, c0 + 6 * SIZE);
        s61.intoArray(c, c0 + 6 * SIZE + L);
        s70.intoArray(c, c0 + 7 * SIZE);
        s71.intoArray(c, c0 + 7 * SIZE + L);
    }

    private static void eightByOne(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0) {
        FloatVector s00 = FloatVector.fromArray(F, c, c0);
        FloatVector s10 = FloatVector.fromArray(F, c, c0 + SIZE);
        FloatVector s20 = FloatVector.fromArray(F, c, c0 + 2 * SIZE);
        FloatVector s30 = FloatVector.fromArray(F, c, c0 + 3 * SIZE);
        FloatVector s40 = FloatVector.fromArray(F, c, c0 + 4 * SIZE);
        FloatVector s50 = FloatVector.fromArray(F, c, c0 + 5 * SIZE);
        FloatVector s60 = FloatVector.fromArray(F, c, c0 + 6 * SIZE);
        FloatVector s70 = FloatVector.fromArray(F, c, c0 + 7 * SIZE);
        for (int k = 0; k < depth; k++) {
            FloatVector v0 = FloatVector.fromArray(F, x, x0 + k * SIZE);
            FloatVector f0 = FloatVector.broadcast(F, w[w0 + k]);
            s00 = f0.fma(v0, s00);
            FloatVector f1 = FloatVector.broadcast(F, w[w0 + SIZE + k]);
            s10 = f1.fma(v0, s10);
            FloatVector f2 = FloatVector.broadcast(F, w[w0 + 2 * SIZE + k]);
            s20 = f2.fma(v0, s20);
            FloatVector f3 = FloatVector.broadcast(F, w[w0 + 3 * SIZE + k]);
            s30 = f3.fma(v0, s30);
            FloatVector f4 = FloatVector.broadcast(F, w[w0 + 4 * SIZE + k]);
            s40 = f4.fma(v0, s40);
            FloatVector f5 = FloatVector.broadcast(F, w[w0 + 5 * SIZE + k]);
            s50 = f5.fma(v0, s50);
            FloatVector f6 = FloatVector.broadcast(F, w[w0 + 6 * SIZE + k]);
            s60 = f6.fma(v0, s60);
            FloatVector f7 = FloatVector.broadcast(F, w[w0 + 7 * SIZE + k]);
            s70 = f7.fma(v0, s70);
        }
        s00.intoArray(c, c0);
        s10.intoArray(c, c0 + SIZE);
        s20.intoArray(c, c0 + 2 * SIZE);
        s30.intoArray(c, c0 + 3 * SIZE);
        s40.intoArray(c, c0 + 4 * SIZE);
        s50.intoArray(c, c0 + 5 * SIZE);
        s60.intoArray(c, c0 + 6 * SIZE);
        s70.intoArray(c, c0 + 7 * SIZE);
    }

    private static void fourByTwo(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0) {
        FloatVector s00 = FloatVector.fromArray(F, c, c0);
        FloatVector s01 = FloatVector.fromArray(F, c, c0 + L);
        FloatVector s10 = FloatVector.fromArray(F, c, c0 + SIZE);
        FloatVector s11 = FloatVector.fromArray(F, c, c0 + SIZE + L);
        FloatVector s20 = FloatVector.fromArray(F, c, c0 + 2 * SIZE);
        FloatVector s21 = FloatVector.fromArray(F, c, c0 + 2 * SIZE + L);
        FloatVector s30 = FloatVector.fromArray(F, c, c0 + 3 * SIZE);
        FloatVector s31 = FloatVector.fromArray(F, c, c0 + 3 * SIZE + L);
        for (int k = 0; k < depth; k++) {
            FloatVector v0 = FloatVector.fromArray(F, x, x0 + k * SIZE);
            FloatVector v1 = FloatVector.fromArray(F, x, x0 + k * SIZE + L);
            FloatVector f0 = FloatVector.broadcast(F, w[w0 + k]);
            s00 = f0.fma(v0, s00);
            s01 = f0.fma(v1, s01);
            FloatVector f1 = FloatVector.broadcast(F, w[w0 + SIZE + k]);
            s10 = f1.fma(v0, s10);
            s11 = f1.fma(v1, s11);
            FloatVector f2 = FloatVector.broadcast(F, w[w0 + 2 * SIZE + k]);
            s20 = f2.fma(v0, s20);
            s21 = f2.fma(v1, s21);
            FloatVector f3 = FloatVector.broadcast(F, w[w0 + 3 * SIZE + k]);
            s30 = f3.fma(v0, s30);
            s31 = f3.fma(v1, s31);
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + L);
        s10.intoArray(c, c0 + SIZE);
        s11.intoArray(c, c0 + SIZE + L);
        s20.intoArray(c, c0 + 2 * SIZE);
        s21.intoArray(c, c0 + 2 * SIZE + L);
        s30.intoArray(c, c0 + 3 * SIZE);
        s31.intoArray(c, c0 + 3 * SIZE + L);
    }

    private static void fourByOne(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0) {
        FloatVector s00 = FloatVector.fromArray(F, c, c0);
        FloatVector s10 = FloatVector.fromArray(F, c, c0 + SIZE);
        FloatVector s20 = FloatVector.fromArray(F, c, c0 + 2 * SIZE);
        FloatVector s30 = FloatVector.fromArray(F, c, c0 + 3 * SIZE);
        for (int k = 0; k < depth; k++) {
            FloatVector v0 = FloatVector.fromArray(F, x, x0 + k * SIZE);
            FloatVector f0 = FloatVector.broadcast(F, w[w0 + k]);
            s00 = f0.fma(v0, s00);
            FloatVector f1 = FloatVector.broadcast(F, w[w0 + SIZE + k]);
            s10 = f1.fma(v0, s10);
            FloatVector f2 = FloatVector.broadcast(F, w[w0 + 2 * SIZE + k]);
            s20 = f2.fma(v0, s20);
            FloatVector f3 = FloatVector.broadcast(F, w[w0 + 3 * SIZE + k]);
            s30 = f3.fma(v0, s30);
        }
        s00.intoArray(c, c0);
        s10.intoArray(c, c0 + SIZE);
        s20.intoArray(c, c0 + 2 * SIZE);
        s30.intoArray(c, c0 + 3 * SIZE);
    }

    private static void oneByFour(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0) {
        FloatVector s00 = FloatVector.fromArray(F, c, c0);
        FloatVector s01 = FloatVector.fromArray(F, c, c0 + L);
        FloatVector s02 = FloatVector.fromArray(F, c, c0 + 2 * L);
        FloatVector s03 = FloatVector.fromArray(F, c, c0 + 3 * L);
        for (int k = 0; k < depth; k++) {
            FloatVector v0 = FloatVector.fromArray(F, x, x0 + k * SIZE);
            FloatVector v1 = FloatVector.fromArray(F, x, x0 + k * SIZE + L);
            FloatVector v2 = FloatVector.fromArray(F, x, x0 + k * SIZE + 2 * L);
            FloatVector v3 = FloatVector.fromArray(F, x, x0 + k * SIZE + 3 * L);
            FloatVector f0 = FloatVector.broadcast(F, w[w0 + k]);
            s00 = f0.fma(v0, s00);
            s01 = f0.fma(v1, s01);
            s02 = f0.fma(v2, s02);
            s03 = f0.fma(v3, s03);
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + L);
        s02.intoArray(c, c0 + 2 * L);
        s03.intoArray(c, c0 + 3 * L);
    }

    private static void oneByOne(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0) {
        FloatVector s00 = FloatVector.fromArray(F, c, c0);
        for (int k = 0; k < depth; k++) {
            FloatVector v0 = FloatVector.fromArray(F, x, x0 + k * SIZE);
            FloatVector f0 = FloatVector.broadcast(F, w[w0 + k]);
            s00 = f0.fma(v0, s00);
        }
        s00.intoArray(c, c0);
    }
}
