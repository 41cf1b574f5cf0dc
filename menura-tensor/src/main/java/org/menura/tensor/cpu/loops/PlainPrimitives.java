package org.menura.tensor.cpu.loops;

/** {@link Primitives} in plain Java: the reference, and what runs without the Vector API. */
public final class PlainPrimitives implements Primitives {
    /** One less than half of the last place of a bfloat16. */
    private static final int BELOW_HALF = 0x7fff;

    private static final short BF16_NAN = 0x7fc0;

    @Override
    public float dot(float[] a, int aOffset, float[] b, int bOffset, int n) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            s0 += a[aOffset + i] * b[bOffset + i];
            s1 += a[aOffset + i + 1] * b[bOffset + i + 1];
            s2 += a[aOffset + i + 2] * b[bOffset + i + 2];
            s3 += a[aOffset + i + 3] * b[bOffset + i + 3];
        }
        for (; i < n; i++) {
            s0 += a[aOffset + i] * b[bOffset + i];
        }
        return s0 + s1 + (s2 + s3);
    }

    @Override
    public void dotFour(
            float[] a, int aOffset, int stride, float[] b, int bOffset, int n, float[] out, int at, int outStride) {
        for (int r = 0; r < 4; r++) {
            out[at + r * outStride] = dot(a, aOffset + r * stride, b, bOffset, n);
        }
    }

    @Override
    public void axpy(float s, float[] x, int xOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] += s * x[xOffset + i];
        }
    }

    @Override
    public float sum(float[] a, int offset, int n) {
        float s = 0;
        for (int i = 0; i < n; i++) {
            s += a[offset + i];
        }
        return s;
    }

    @Override
    public float max(float[] a, int offset, int n) {
        float m = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            m = Math.max(m, a[offset + i]);
        }
        return m;
    }

    @Override
    public float expSum(float[] a, int offset, int n, float shift) {
        float s = 0;
        for (int i = 0; i < n; i++) {
            float e = (float) Math.exp(a[offset + i] - shift);
            a[offset + i] = e;
            s += e;
        }
        return s;
    }

    @Override
    public float expBelow(float[] x, int xOffset, float highest, float[] y, int yOffset, int n) {
        float s = 0;
        for (int i = 0; i < n; i++) {
            float e = (float) Math.exp(x[xOffset + i] - highest);
            y[yOffset + i] = e;
            s += e;
        }
        return s;
    }

    @Override
    public void exp(float[] x, int xOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = (float) Math.exp(x[xOffset + i]);
        }
    }

    @Override
    public void toBf16(float[] x, int xOffset, short[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = bf16(x[xOffset + i]);
        }
    }

    static short bf16(float v) {
        int bits = Float.floatToRawIntBits(v);
        return Float.isNaN(v) ? BF16_NAN : (short) (bits + BELOW_HALF + (bits >>> 16 & 1) >>> 16);
    }

    @Override
    public void transpose(float[] x, int xOffset, int stride, float[] y, int yOffset, int yStride, int rows, int cols) {
        for (int c = 0; c < cols; c++) {
            for (int r = 0; r < rows; r++) {
                y[yOffset + c * yStride + r] = x[xOffset + r * stride + c];
            }
        }
    }

    @Override
    public float maxMagnitude(float[] x, int offset, int n) {
        float max = 0;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, Math.abs(x[offset + i]));
        }
        return max;
    }

    @Override
    public float sumBelow(float[] x, int offset, float limit, int n) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
            float magnitude = Math.abs(x[offset + i]);
            sum += magnitude < limit ? magnitude : 0;
        }
        return sum;
    }

    @Override
    public int places(float[] x, int offset, float least, int[] places, int n) {
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (!(Math.abs(x[offset + i]) < least)) {
                places[count++] = i;
            }
        }
        return count;
    }

    @Override
    public int roundToPairs(float[] x, int xOffset, float factor, int[] y, int yOffset, int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            int q = (int) Math.rint(x[xOffset + i] * factor);
            y[yOffset + i] = q & 0xffff | q << 16;
            sum += q;
        }
        return sum;
    }
}
