package org.menura.tensor.cpu.loops;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.GradientKernels;

/** {@link Primitives} by a library of machine code for rows that are worth a call, and by loops for others. */
record CodePrimitives(GradientKernels code, Primitives loops) implements Primitives {
    /** Elements from which a call takes less than loops save. */
    private static final int WORTH = 128;

    /** Those of a library, or the loops if there is none. */
    static Primitives of(@Nullable GradientKernels code, Primitives loops) {
        return code == null ? loops : new CodePrimitives(code, loops);
    }

    @Override
    public float dot(float[] a, int aOffset, float[] b, int bOffset, int n) {
        return loops.dot(a, aOffset, b, bOffset, n);
    }

    @Override
    public void dotFour(
            float[] a, int aOffset, int stride, float[] b, int bOffset, int n, float[] out, int at, int outStride) {
        loops.dotFour(a, aOffset, stride, b, bOffset, n, out, at, outStride);
    }

    @Override
    public void axpy(float s, float[] x, int xOffset, float[] y, int yOffset, int n) {
        if (n < WORTH || !code.axpy(s, x, xOffset, y, yOffset, n)) {
            loops.axpy(s, x, xOffset, y, yOffset, n);
        }
    }

    @Override
    public float sum(float[] a, int offset, int n) {
        return loops.sum(a, offset, n);
    }

    @Override
    public float max(float[] a, int offset, int n) {
        float[] out = new float[1];
        return n >= WORTH && code.max(a, offset, out, 0, n) ? out[0] : loops.max(a, offset, n);
    }

    @Override
    public float expSum(float[] a, int offset, int n, float shift) {
        return loops.expSum(a, offset, n, shift);
    }

    @Override
    public float expBelow(float[] x, int xOffset, float highest, float[] y, int yOffset, int n) {
        float[] sum = new float[1];
        return n >= WORTH && code.expBelow(x, xOffset, highest, y, yOffset, sum, 0, n)
                ? sum[0]
                : loops.expBelow(x, xOffset, highest, y, yOffset, n);
    }

    @Override
    public void exp(float[] x, int xOffset, float[] y, int yOffset, int n) {
        loops.exp(x, xOffset, y, yOffset, n);
    }

    @Override
    public void toBf16(float[] x, int xOffset, short[] y, int yOffset, int n) {
        int whole = n - n % WORTH;
        if (whole > 0 && code.toBf16(x, xOffset, y, yOffset, whole)) {
            PLAIN.toBf16(x, xOffset + whole, y, yOffset + whole, n - whole);
        } else {
            loops.toBf16(x, xOffset, y, yOffset, n);
        }
    }

    @Override
    public void transpose(float[] x, int xOffset, int stride, float[] y, int yOffset, int yStride, int rows, int cols) {
        loops.transpose(x, xOffset, stride, y, yOffset, yStride, rows, cols);
    }

    @Override
    public float maxMagnitude(float[] x, int offset, int n) {
        float[] out = new float[1];
        return n >= WORTH && code.maxMagnitude(x, offset, out, 0, n) ? out[0] : loops.maxMagnitude(x, offset, n);
    }

    @Override
    public float sumBelow(float[] x, int offset, float limit, int n) {
        float[] out = new float[1];
        return n >= WORTH && code.sumBelow(x, offset, limit, out, 0, n) ? out[0] : loops.sumBelow(x, offset, limit, n);
    }

    @Override
    public int places(float[] x, int offset, float least, int[] places, int n) {
        int whole = n - n % WORTH;
        int[] found = new int[1];
        if (whole == 0 || !code.places(x, offset, least, places, found, whole)) {
            return loops.places(x, offset, least, places, n);
        }
        int count = found[0];
        for (int i = whole; i < n; i++) {
            if (!(Math.abs(x[offset + i]) < least)) {
                places[count++] = i;
            }
        }
        return count;
    }

    @Override
    public int roundToPairs(float[] x, int xOffset, float factor, int[] y, int yOffset, int n) {
        return loops.roundToPairs(x, xOffset, factor, y, yOffset, n);
    }
}
