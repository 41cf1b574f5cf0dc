package org.menura.tensor.cpu.loops;

import org.menura.tensor.cpu.library.RowFactors;

/** {@link RankLoops} in plain Java, without fused multiply-adds, which not every processor has. */
final class PlainRankLoops implements RankLoops {
    @Override
    public void dots(
            float[] x,
            int x0,
            int xStride,
            int rows,
            float[] m,
            int m0,
            int mStride,
            int terms,
            float[] out,
            int o0,
            int outStride,
            int n) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < terms; j++) {
                out[o0 + r * outStride + j] = Primitives.PLAIN.dot(m, m0 + j * mStride, x, x0 + r * xStride, n);
            }
        }
    }

    @Override
    public void combine(RowFactors f, int[] offsets, float[] b, int b0, float[] y, int y0, int yStride, int n) {
        for (int r = 0; r < f.rows(); r++) {
            for (int i = 0; i < n; i++) {
                float sum = 0;
                for (int j = 0; j < f.terms(); j++) {
                    sum += f.at(r, j) * b[b0 + offsets[j] + i];
                }
                y[y0 + r * yStride + i] += sum;
            }
        }
    }

    @Override
    public void outer(
            float[] f,
            int f0,
            int terms,
            int rows,
            float[] x,
            int x0,
            int xStride,
            float[] sum,
            int s0,
            int sumStride,
            int n) {
        for (int j = 0; j < terms; j++) {
            for (int i = 0; i < n; i++) {
                float product = 0;
                for (int r = 0; r < rows; r++) {
                    product += f[f0 + r * terms + j] * x[x0 + r * xStride + i];
                }
                sum[s0 + j * sumStride + i] += product;
            }
        }
    }
}
