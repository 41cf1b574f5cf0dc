package org.menura.tensor.cpu.loops;

/** {@link RankLoops} in plain Java, without fused multiply-adds, which not every processor has. */
final class PlainRankLoops implements RankLoops {
    @Override
    public void combine(
            float[] f, int f0, int[] offsets, int k0, int terms, float[] b, int b0, float[] y, int y0, int n) {
        for (int i = 0; i < n; i++) {
            float sum = 0;
            for (int j = 0; j < terms; j++) {
                sum += f[f0 + j] * b[b0 + offsets[k0 + j] + i];
            }
            y[y0 + i] += sum;
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
