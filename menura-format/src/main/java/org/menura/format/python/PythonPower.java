package org.menura.format.python;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Computes {@code x ** y} of floats as Python does on Linux, to the last bit: the power of glibc on processors with fused
 * multiply-add (S. Nagy, ARM's optimised routines). The logarithm is found in somewhat more than twice the precision,
 * {@code log x = k ln 2 + log c + log(x 2^-k / c)} with 128 values c whose reciprocals are short. In one of some
 * thousand squares the last bit is not that of {@code x * x}.
 */
final class PythonPower {
    private static final int INTERVALS = 128;
    private static final long FIRST = 0x3fe6955500000000L;
    private static final int FRACTION_BITS = 52;
    private static final int INTERVAL_BITS = 45;
    private static final double LN2_HIGH = 0x1.62e42fefa3800p-1;
    private static final double LN2_LOW = 0x1.ef35793c76730p-45;
    private static final double A2 = 0x1.555555555556p-2 * -2;
    private static final double A3 = -0x1.0000000000006p-2 * -2;
    private static final double A4 = 0x1.999999959554ep-3 * 4;
    private static final double A5 = -0x1.555555529a47ap-3 * 4;
    private static final double A6 = 0x1.2495b9b4845e9p-3 * -8;
    private static final double A7 = -0x1.0002b8b263fc3p-3 * -8;
    private static final double[] RECIPROCALS = new double[INTERVALS];
    private static final double[] LOGARITHMS = new double[INTERVALS];
    private static final double[] REMAINDERS = new double[INTERVALS];

    static {
        MathContext precise = new MathContext(50);
        for (int i = 0; i < INTERVALS; i++) {
            double middle = Double.longBitsToDouble(FIRST + ((2L * i + 1) << (INTERVAL_BITS - 1)));
            double reciprocal = middle < 1
                    ? Math.rint(INTERVALS / middle) / INTERVALS
                    : Math.rint(2 * INTERVALS / middle) / INTERVALS / 2;
            BigDecimal logarithm =
                    logarithm(new BigDecimal(reciprocal), precise).negate();
            RECIPROCALS[i] = reciprocal;
            LOGARITHMS[i] = Math.rint(logarithm.doubleValue() * 0x1p43) / 0x1p43;
            REMAINDERS[i] = logarithm.subtract(new BigDecimal(LOGARITHMS[i])).doubleValue();
        }
    }

    private PythonPower() {}

    /** The logarithm of a number between 1/2 and 2, by the series of the inverse hyperbolic tangent. */
    private static BigDecimal logarithm(BigDecimal x, MathContext precise) {
        BigDecimal ratio = x.subtract(BigDecimal.ONE).divide(x.add(BigDecimal.ONE), precise);
        BigDecimal square = ratio.multiply(ratio, precise);
        BigDecimal term = ratio;
        BigDecimal sum = BigDecimal.ZERO;
        for (int n = 1; n < 120; n += 2) {
            sum = sum.add(term.divide(BigDecimal.valueOf(n), precise));
            term = term.multiply(square, precise);
        }
        return sum.multiply(BigDecimal.TWO, precise);
    }

    /** Returns x^y of a positive x; where x, y or the power is very large or very small, as Java does. */
    static double of(double x, double y) {
        if (!(x >= 0x1p-1000 && x <= 0x1p1000) || !(Math.abs(y) > 0x1p-50 && Math.abs(y) < 0x1p50)) {
            return StrictMath.pow(x, y);
        }
        long bits = Double.doubleToRawLongBits(x);
        long above = bits - FIRST;
        int i = (int) (above >> INTERVAL_BITS) & (INTERVALS - 1);
        double k = above >> FRACTION_BITS;
        double z = Double.longBitsToDouble(bits - (above & (0xfffL << FRACTION_BITS)));
        double r = Math.fma(z, RECIPROCALS[i], -1.0);
        double whole = Math.fma(k, LN2_HIGH, LOGARITHMS[i]);
        double first = whole + r;
        double ar = -0.5 * r;
        double ar2 = r * ar;
        double second = first + ar2;
        double series = Math.fma(ar2, Math.fma(ar2, Math.fma(r, A7, A6), Math.fma(r, A5, A4)), Math.fma(r, A3, A2));
        double lost = Math.fma(k, LN2_LOW, REMAINDERS[i])
                + (whole - first + r)
                + Math.fma(ar, r, -ar2)
                + (first - second + ar2);
        double low = Math.fma(r * ar2, series, lost);
        double high = second + low;
        double tail = second - high + low;
        double product = y * high;
        if (!(Math.abs(product) < 512)) {
            return StrictMath.pow(x, y);
        }
        return PythonMath.exp(product, Math.fma(y, tail, Math.fma(y, high, -product)));
    }
}
