package org.menura.x86.kernel;

/** What code with {@code vdpbf16ps} computes, step by step in plain Java: what is subnormal is zero. */
final class PlainHalves {
    private PlainHalves() {}

    /** Rounds to bfloat16: to the nearest, and of two to the even one. */
    static short round(float x) {
        int bits = Float.floatToRawIntBits(x);
        if (Float.isNaN(x)) {
            return (short) (bits >>> 16 | 0x40);
        }
        if (Math.abs(x) < Float.MIN_NORMAL) {
            return (short) (bits >>> 16 & 0x8000);
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    private static float widen(short x) {
        return flushed(Float.intBitsToFloat(x << 16));
    }

    private static float flushed(float x) {
        return Math.abs(x) < Float.MIN_NORMAL ? Math.copySign(0f, x) : x;
    }

    /** The sum of products as {@code tdpbf16ps} adds them up: of each 32 the even and the odd ones apart. */
    static float tiles(short[] w, short[] x) {
        float sum = 0;
        for (int block = 0; block < w.length; block += 32) {
            float even = 0;
            float odd = 0;
            for (int i = block; i < block + 32; i += 2) {
                even = flushed(Math.fma(widen(w[i]), widen(x[i]), even));
                odd = flushed(Math.fma(widen(w[i + 1]), widen(x[i + 1]), odd));
            }
            sum = flushed(sum + flushed(even + odd));
        }
        return sum;
    }

    /** Adds the products of the pairs that begin at {@code i} to a sum, the second first. */
    static float add(short[] w, short[] x, int i, float sum) {
        float s = flushed(Math.fma(widen(w[i + 1]), widen(x[i + 1]), sum));
        return flushed(Math.fma(widen(w[i]), widen(x[i]), s));
    }
}
