package org.menura.tensor.cpu.attention;

import static org.menura.tensor.cpu.attention.QueryBlock.SIZE;
import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.menura.tensor.cpu.gemm.TileGrid;
import org.menura.tensor.cpu.simd.Exp;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link RowKernel} on the Vector API. */
final class VectorRows implements RowKernel {
    private static final TileGrid TILES = TileGrid.continuing(SIZE, 1, SIZE);

    @Override
    public void add(float[] w, int w0, float[] x, int x0, int depth, float[] c, int c0, int rows, int n) {
        // How many rows a tile has follows how many there are, so that one query costs little more than reading.
        int together = rows == 1 ? 1 : rows <= 4 ? 4 : TileGrid.mostRows();
        TILES.add(w, w0, SIZE, x, x0, depth, c, c0, SIZE, rows, n, together);
    }

    @Override
    public float max(float[] s, int s0, int low, int high) {
        int last = (high - 1) / L * L;
        Arrays.fill(s, s0 + low / L * L, s0 + low, Float.NEGATIVE_INFINITY);
        Arrays.fill(s, s0 + high, s0 + last + L, Float.NEGATIVE_INFINITY);
        FloatVector top = FloatVector.fromArray(F, s, s0 + last);
        for (int i = low / L * L; i < last; i += L) {
            FloatVector v = FloatVector.fromArray(F, s, s0 + i);
            // `max` takes several instructions to treat zeros and NaN as Java does.
            top = top.blend(v, v.compare(VectorOperators.GT, top));
        }
        return top.reduceLanes(VectorOperators.MAX);
    }

    @Override
    public void weigh(float[] s, int s0, int low, int high, int n, float shift, float[] sums, int u0) {
        int first = low / L * L;
        int end = Math.ceilDiv(high, L) * L;
        Arrays.fill(s, s0, s0 + first, 0);
        Arrays.fill(s, s0 + first, s0 + low, Float.NEGATIVE_INFINITY);
        Arrays.fill(s, s0 + high, s0 + end, Float.NEGATIVE_INFINITY);
        FloatVector sum = FloatVector.fromArray(F, sums, u0);
        for (int i = first; i < end; i += L) {
            FloatVector e = Exp.ofModerate(FloatVector.fromArray(F, s, s0 + i).sub(shift));
            e.intoArray(s, s0 + i);
            sum = sum.add(e);
        }
        sum.intoArray(sums, u0);
        if (end < n) {
            Arrays.fill(s, s0 + end, s0 + n, 0);
        }
    }

    @Override
    public float total(float[] sums, int u0) {
        return Lanes.sum(FloatVector.fromArray(F, sums, u0));
    }
}
