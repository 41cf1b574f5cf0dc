package org.menura.tensor.cpu.attention;

import static org.menura.tensor.cpu.attention.QueryBlock.SIZE;

import java.util.Arrays;

/** {@link RowKernel} in plain Java: the reference, and what runs without the Vector API. */
final class PlainRows implements RowKernel {
    @Override
    public void add(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            for (int k = 0; k < depth; k++) {
                axpy(w[w0 + r * SIZE + k], x, x0 + k * SIZE, c, c0 + r * SIZE, n);
            }
        }
    }

    private static void axpy(float factor, float[] x, int x0, float[] c, int c0, int n) {
        for (int i = 0; i < n; i++) {
            c[c0 + i] += factor * x[x0 + i];
        }
    }

    @Override
    public float max(float[] s, int s0, int low, int high) {
        float top = Float.NEGATIVE_INFINITY;
        for (int i = s0 + low; i < s0 + high; i++) {
            top = Math.max(top, s[i]);
        }
        return top;
    }

    @Override
    public void weigh(float[] s, int s0, int low, int high, int n, float shift, float[] sums, int u0) {
        Arrays.fill(s, s0, s0 + low, 0);
        Arrays.fill(s, s0 + high, s0 + n, 0);
        float sum = 0;
        for (int i = s0 + low; i < s0 + high; i++) {
            s[i] = (float) Math.exp(s[i] - shift);
            sum += s[i];
        }
        sums[u0] += sum;
    }

    @Override
    public float total(float[] sums, int u0) {
        return sums[u0];
    }
}
