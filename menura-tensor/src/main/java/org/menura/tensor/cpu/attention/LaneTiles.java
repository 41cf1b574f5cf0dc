package org.menura.tensor.cpu.attention;

import static org.menura.tensor.cpu.attention.QueryBlock.SIZE;
import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import jdk.incubator.vector.FloatVector;
import org.menura.tensor.cpu.simd.Lanes;

/** The products of {@link LaneBlock}, in tiles that stay in registers. */
final class LaneTiles {
    /** Rows of a group: columns of x and c. */
    static final int WIDTH = 2 * L;

    /** Rows of c that are computed together. */
    static final int OUTS = 8;

    private LaneTiles() {}

    /**
     * {@code c[o, r] += Σ w[k, o] · x[k, r]} for {@link #OUTS} outputs o and {@link #WIDTH} rows r.
     *
     * @param w from {@code w0} on, {@link QueryBlock#SIZE} floats from k to k
     * @param x [depth, WIDTH] from {@code x0} on
     * @param c [OUTS, WIDTH] from {@code c0} on
     */
    static void add(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0) {
        if (Lanes.MANY_REGISTERS) {
            eight(w, w0, x, x0, depth, c, c0);
        } else {
            four(w, w0, x, x0, depth, c, c0);
            four(w, w0 + 4, x, x0, depth, c, c0 + 4 * WIDTH);
        }
    }

    private static void eight(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0) {
        FloatVector s00 = FloatVector.fromArray(F, c, c0);
        FloatVector s01 = FloatVector.fromArray(F, c, c0 + L);
        FloatVector s10 = FloatVector.fromArray(F, c, c0 + WIDTH);
        FloatVector s11 = FloatVector.fromArray(F, c, c0 + WIDTH + L);
        FloatVector s20 = FloatVector.fromArray(F, c, c0 + 2 * WIDTH);
        FloatVector s21 = FloatVector.fromArray(F, c, c0 + 2 * WIDTH + L);
        FloatVector s30 = FloatVector.fromArray(F, c, c0 + 3 * WIDTH);
        FloatVector s31 = FloatVector.fromArray(F, c, c0 + 3 * WIDTH + L);
        FloatVector s40 = FloatVector.fromArray(F, c, c0 + 4 * WIDTH);
        FloatVector s41 = FloatVector.fromArray(F, c, c0 + 4 * WIDTH + L);
        FloatVector s50 = FloatVector.fromArray(F, c, c0 + 5 * WIDTH);
        FloatVector s51 = FloatVector.fromArray(F, c, c0 + 5 * WIDTH + L);
        FloatVector s60 = FloatVector.fromArray(F, c, c0 + 6 * WIDTH);
        FloatVector s61 = FloatVector.fromArray(F, c, c0 + 6 * WIDTH + L);
        FloatVector s70 = FloatVector.fromArray(F, c, c0 + 7 * WIDTH);
        FloatVector s71 = FloatVector.fromArray(F, c, c0 + 7 * WIDTH + L);
        for (int k = 0; k < depth; k++) {
            FloatVector v0 = FloatVector.fromArray(F, x, x0 + k * WIDTH);
            FloatVector v1 = FloatVector.fromArray(F, x, x0 + k * WIDTH + L);
            FloatVector f0 = FloatVector.broadcast(F, w[w0 + k * SIZE]);
            s00 = f0.fma(v0, s00);
            s01 = f0.fma(v1, s01);
            FloatVector f1 = FloatVector.broadcast(F, w[w0 + k * SIZE + 1]);
            s10 = f1.fma(v0, s10);
            s11 = f1.fma(v1, s11);
            FloatVector f2 = FloatVector.broadcast(F, w[w0 + k * SIZE + 2]);
            s20 = f2.fma(v0, s20);
            s21 = f2.fma(v1, s21);
            FloatVector f3 = FloatVector.broadcast(F, w[w0 + k * SIZE + 3]);
            s30 = f3.fma(v0, s30);
            s31 = f3.fma(v1, s31);
            FloatVector f4 = FloatVector.broadcast(F, w[w0 + k * SIZE + 4]);
            s40 = f4.fma(v0, s40);
            s41 = f4.fma(v1, s41);
            FloatVector f5 = FloatVector.broadcast(F, w[w0 + k * SIZE + 5]);
            s50 = f5.fma(v0, s50);
            s51 = f5.fma(v1, s51);
            FloatVector f6 = FloatVector.broadcast(F, w[w0 + k * SIZE + 6]);
            s60 = f6.fma(v0, s60);
            s61 = f6.fma(v1, s61);
            FloatVector f7 = FloatVector.broadcast(F, w[w0 + k * SIZE + 7]);
            s70 = f7.fma(v0, s70);
            s71 = f7.fma(v1, s71);
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + L);
        s10.intoArray(c, c0 + WIDTH);
        s11.intoArray(c, c0 + WIDTH + L);
        s20.intoArray(c, c0 + 2 * WIDTH);
        s21.intoArray(c, c0 + 2 * WIDTH + L);
        s30.intoArray(c, c0 + 3 * WIDTH);
        s31.intoArray(c, c0 + 3 * WIDTH + L);
        s40.intoArray(c, c0 + 4 * WIDTH);
        s41.intoArray(c, c0 + 4 * WIDTH + L);
        s50.intoArray(c, c0 + 5 * WIDTH);
        s51.intoArray(c, c0 + 5 * WIDTH + L);
        s60.intoArray(c, c0 + 6 * WIDTH);
        s61.intoArray(c, c0 + 6 * WIDTH + L);
        s70.intoArray(c, c0 + 7 * WIDTH);
        s71.intoArray(c, c0 + 7 * WIDTH + L);
    }

    private static void four(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0) {
        FloatVector s00 = FloatVector.fromArray(F, c, c0);
        FloatVector s01 = FloatVector.fromArray(F, c, c0 + L);
        FloatVector s10 = FloatVector.fromArray(F, c, c0 + WIDTH);
        FloatVector s11 = FloatVector.fromArray(F, c, c0 + WIDTH + L);
        FloatVector s20 = FloatVector.fromArray(F, c, c0 + 2 * WIDTH);
        FloatVector s21 = FloatVector.fromArray(F, c, c0 + 2 * WIDTH + L);
        FloatVector s30 = FloatVector.fromArray(F, c, c0 + 3 * WIDTH);
        FloatVector s31 = FloatVector.fromArray(F, c, c0 + 3 * WIDTH + L);
        for (int k = 0; k < depth; k++) {
            FloatVector v0 = FloatVector.fromArray(F, x, x0 + k * WIDTH);
            FloatVector v1 = FloatVector.fromArray(F, x, x0 + k * WIDTH + L);
            FloatVector f0 = FloatVector.broadcast(F, w[w0 + k * SIZE]);
            s00 = f0.fma(v0, s00);
            s01 = f0.fma(v1, s01);
            FloatVector f1 = FloatVector.broadcast(F, w[w0 + k * SIZE + 1]);
            s10 = f1.fma(v0, s10);
            s11 = f1.fma(v1, s11);
            FloatVector f2 = FloatVector.broadcast(F, w[w0 + k * SIZE + 2]);
            s20 = f2.fma(v0, s20);
            s21 = f2.fma(v1, s21);
            FloatVector f3 = FloatVector.broadcast(F, w[w0 + k * SIZE + 3]);
            s30 = f3.fma(v0, s30);
            s31 = f3.fma(v1, s31);
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + L);
        s10.intoArray(c, c0 + WIDTH);
        s11.intoArray(c, c0 + WIDTH + L);
        s20.intoArray(c, c0 + 2 * WIDTH);
        s21.intoArray(c, c0 + 2 * WIDTH + L);
        s30.intoArray(c, c0 + 3 * WIDTH);
        s31.intoArray(c, c0 + 3 * WIDTH + L);
    }
}
