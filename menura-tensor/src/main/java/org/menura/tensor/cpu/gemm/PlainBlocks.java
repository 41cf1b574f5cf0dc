package org.menura.tensor.cpu.gemm;

/** {@link BlockKernel} in plain Java: the reference, and what runs without the Vector API. */
final class PlainBlocks implements BlockKernel {
    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public void across(
            float[] a, int a0, float[] b, int b0, int depth, float[] c, int c0, int stride, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < depth; k++) {
                axpy(a[a0 + k * SIZE + i], b, b0 + k * SIZE, c, c0 + i * stride, cols);
            }
        }
    }

    @Override
    public void along(
            float[] a, int a0, float[] b, int b0, int depth, float[] c, int c0, int stride, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < depth; k++) {
                axpy(a[a0 + i * SIZE + k], b, b0 + k * SIZE, c, c0 + i * stride, cols);
            }
        }
    }

    private static void axpy(float factor, float[] x, int x0, float[] y, int y0, int n) {
        for (int i = 0; i < n; i++) {
            y[y0 + i] += factor * x[x0 + i];
        }
    }

    @Override
    public void softmaxBack(float[] p, int p0, float shift, float[] d, int d0, int n) {
        for (int i = 0; i < n; i++) {
            d[d0 + i] = p[p0 + i] * (d[d0 + i] - shift);
        }
    }
}
