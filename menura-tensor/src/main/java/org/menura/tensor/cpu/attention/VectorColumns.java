package org.menura.tensor.cpu.attention;

import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.menura.tensor.cpu.library.SoftmaxKernels;
import org.menura.tensor.cpu.simd.Exp;

/** The columns of {@link SoftmaxKernels} on the Vector API, with the same bits; their number is one of whole vectors. */
final class VectorColumns {
    private VectorColumns() {}

    /** As {@link SoftmaxKernels#columnMax}. */
    static void max(float[] s, int rows, int columns, float[] tops) {
        for (int i = 0; i < columns; i += L) {
            FloatVector top = FloatVector.fromArray(F, s, i);
            for (int j = 1; j < rows; j++) {
                FloatVector v = FloatVector.fromArray(F, s, j * columns + i);
                // `max` takes several instructions to treat zeros and NaN as Java does.
                top = top.blend(v, v.compare(VectorOperators.GT, top));
            }
            top.intoArray(tops, i);
        }
    }

    /** As {@link SoftmaxKernels#columnExp}. */
    static void exp(float[] s, int rows, int columns, float[] shifts, float[] sums, int u0) {
        for (int i = 0; i < columns; i += L) {
            FloatVector shift = FloatVector.fromArray(F, shifts, i);
            FloatVector sum = FloatVector.fromArray(F, sums, u0 + i);
            for (int j = 0; j < rows; j++) {
                int at = j * columns + i;
                FloatVector e = Exp.ofModerate(FloatVector.fromArray(F, s, at).sub(shift));
                e.intoArray(s, at);
                sum = sum.add(e);
            }
            sum.intoArray(sums, u0 + i);
        }
    }
}
