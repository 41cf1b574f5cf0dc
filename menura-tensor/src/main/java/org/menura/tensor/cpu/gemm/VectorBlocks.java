package org.menura.tensor.cpu.gemm;

import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link BlockKernel} on the Vector API. */
final class VectorBlocks implements BlockKernel {
    /** Vectors that a tile spans: with more, its sums do not fit the registers. */
    private static final int MOST = Lanes.MANY_REGISTERS ? 4 : 2;

    @Override
    public int lanes() {
        return L;
    }

    @Override
    public void across(
            float[] a, int a0, float[] b, int b0, int depth, float[] c, int c0, int stride, int rows, int cols) {
        for (int j = 0; j < cols; j += MOST * L) {
            int vectors = Math.min(MOST, Math.ceilDiv(cols - j, L));
            for (int i = 0; i < rows; i += ROWS) {
                int at = c0 + i * stride + j;
                switch (vectors) {
                    case 4 -> AcrossTiles.four(a, a0 + i, b, b0 + j, depth, c, at, stride);
                    case 3 -> AcrossTiles.three(a, a0 + i, b, b0 + j, depth, c, at, stride);
                    case 2 -> AcrossTiles.two(a, a0 + i, b, b0 + j, depth, c, at, stride);
                    default -> AcrossTiles.one(a, a0 + i, b, b0 + j, depth, c, at, stride);
                }
            }
        }
    }

    @Override
    public void along(
            float[] a, int a0, float[] b, int b0, int depth, float[] c, int c0, int stride, int rows, int cols) {
        for (int j = 0; j < cols; j += MOST * L) {
            int vectors = Math.min(MOST, Math.ceilDiv(cols - j, L));
            for (int i = 0; i < rows; i += ROWS) {
                int from = a0 + i * SIZE;
                int at = c0 + i * stride + j;
                switch (vectors) {
                    case 4 -> AlongTiles.four(a, from, b, b0 + j, depth, c, at, stride);
                    case 3 -> AlongTiles.three(a, from, b, b0 + j, depth, c, at, stride);
                    case 2 -> AlongTiles.two(a, from, b, b0 + j, depth, c, at, stride);
                    default -> AlongTiles.one(a, from, b, b0 + j, depth, c, at, stride);
                }
            }
        }
    }

    @Override
    public void softmaxBack(float[] p, int p0, float shift, float[] d, int d0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            FloatVector.fromArray(F, d, d0 + i)
                    .sub(shift)
                    .mul(FloatVector.fromArray(F, p, p0 + i))
                    .intoArray(d, d0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector.fromArray(F, d, d0 + i, m)
                    .sub(shift)
                    .mul(FloatVector.fromArray(F, p, p0 + i, m))
                    .intoArray(d, d0 + i, m);
        }
    }
}
