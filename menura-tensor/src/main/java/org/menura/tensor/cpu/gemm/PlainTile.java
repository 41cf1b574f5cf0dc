package org.menura.tensor.cpu.gemm;

import static org.menura.tensor.cpu.gemm.Gemm.DEPTH;

/** {@link Tile} in plain Java: 2 outputs by 4 rows of x. */
public final class PlainTile implements Tile {
    private static final int LANES = 4;

    @Override
    public int outs() {
        return 2;
    }

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public int vectors() {
        return 1;
    }

    @Override
    public void add(
            float[] w, int w0, float[] x, int x0, int plane, int vectors, int depth, float[] c, int c0, int stride) {
        float s00 = 0;
        float s01 = 0;
        float s02 = 0;
        float s03 = 0;
        float s10 = 0;
        float s11 = 0;
        float s12 = 0;
        float s13 = 0;
        for (int k = 0; k < depth; k++) {
            int at = x0 + k * LANES;
            float f0 = w[w0 + k];
            float f1 = w[w0 + DEPTH + k];
            s00 += f0 * x[at];
            s01 += f0 * x[at + 1];
            s02 += f0 * x[at + 2];
            s03 += f0 * x[at + 3];
            s10 += f1 * x[at];
            s11 += f1 * x[at + 1];
            s12 += f1 * x[at + 2];
            s13 += f1 * x[at + 3];
        }
        c[c0] += s00;
        c[c0 + 1] += s01;
        c[c0 + 2] += s02;
        c[c0 + 3] += s03;
        c[c0 + stride] += s10;
        c[c0 + stride + 1] += s11;
        c[c0 + stride + 2] += s12;
        c[c0 + stride + 3] += s13;
    }
}
