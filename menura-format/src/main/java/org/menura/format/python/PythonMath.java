package org.menura.format.python;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Computes {@code math.exp}, {@code math.log} and powers as Python does on Linux. The exponential is that of glibc on processors
 * with fused multiply-add, to the last bit: 2^(k/128) from a table times a polynomial of degree five (S. Nagy, ARM's
 * optimised routines). The logarithm is rounded correctly, which glibc's is but for very few values.
 */
public final class PythonMath {
    private static final int STEPS = 128;
    private static final double INVERSE_LN2 = 0x1.71547652b82fep0 * STEPS;
    private static final double LN2_HIGH = -0x1.62e42fefa0000p-8;
    private static final double LN2_LOW = -0x1.cf79abc9e3b39p-47;
    private static final double SHIFT = 0x1.8p52;
    private static final double C2 = 0x1.ffffffffffdbdp-2;
    private static final double C3 = 0x1.555555555543cp-3;
    private static final double C4 = 0x1.55555cf172b91p-5;
    private static final double C5 = 0x1.1111167a4d017p-7;
    private static final double[] POWERS = new double[STEPS];
    private static final double[] REMAINDERS = new double[STEPS];

    static {
        MathContext precise = new MathContext(60);
        BigDecimal root = BigDecimal.TWO;
        for (int i = 1; i < STEPS; i *= 2) {
            root = root.sqrt(precise);
        }
        BigDecimal power = BigDecimal.ONE;
        for (int i = 0; i < STEPS; i++) {
            POWERS[i] = power.doubleValue();
            REMAINDERS[i] = power.divide(new BigDecimal(POWERS[i]), precise)
                    .subtract(BigDecimal.ONE)
                    .doubleValue();
            power = power.multiply(root, precise);
        }
    }

    private PythonMath() {}

    /** Returns e^x; infinite where Python raises an error. */
    public static double exp(double x) {
        if (!(Math.abs(x) < 700)) {
            return StrictMath.exp(x);
        }
        return exp(x, 0);
    }

    /** Returns e^(x + tail) of a tail that is very small beside x. */
    static double exp(double x, double tail) {
        if (Math.abs(x) < 0x1p-54) {
            return 1 + x;
        }
        double z = INVERSE_LN2 * x;
        double shifted = z + SHIFT;
        double k = shifted - SHIFT;
        double r = Math.fma(k, LN2_LOW, Math.fma(k, LN2_HIGH, x)) + tail;
        int whole = (int) k;
        int step = Math.floorMod(whole, STEPS);
        double r2 = r * r;
        double low = Math.fma(r2, Math.fma(r, C3, C2), REMAINDERS[step] + r);
        double all = Math.fma(r2 * r2, Math.fma(r, C5, C4), low);
        double scale = Math.scalb(POWERS[step], Math.floorDiv(whole, STEPS));
        return Math.fma(scale, all, scale);
    }

    /** Returns x^y of a positive x, as {@code x ** y} of floats does. */
    public static double power(double x, double y) {
        return PythonPower.of(x, y);
    }

    /** Returns {@code x ** 2} of a float, whose last bit is not always that of {@code x * x}. */
    public static double square(double x) {
        return PythonPower.of(Math.abs(x), 2);
    }

    /** Returns the natural logarithm. */
    public static double log(double x) {
        double first = StrictMath.log(x);
        if (!(x > 0) || Double.isInfinite(x) || first == 0 || x < 0x1p-1000) {
            return first;
        }
        // One step of Newton's in twice the precision: log x = y + log(x e^-y).
        int k = (int) Math.rint(first / 0.6931471805599453);
        double[] power = expOf(first, k);
        double scaled = Math.scalb(x, -k);
        // scaled / power - 1
        double quotient = scaled / power[0];
        double rest = Math.fma(-quotient, power[0], scaled) - quotient * power[1];
        double t = (quotient - 1) + rest / power[0];
        return first + (t - t * t / 2);
    }

    /** e^(y − k ln 2) as a sum of two doubles. */
    private static double[] expOf(double y, int k) {
        double high = 0x1.62e42fefa39efp-1;
        double low = 0x1.abc9e3b39803fp-56;
        double product = k * high;
        double lost = Math.fma(k, high, -product);
        double exact = y - product;
        double error = (y - (exact + product)) - lost - k * low;
        double[] x = twoSum(exact, error);
        // Taylor's series of e^(x/256), then eight squarings
        double[] s = {x[0] / 256, x[1] / 256};
        double[] sum = {1, 0};
        double[] term = {1, 0};
        for (int n = 1; n < 14; n++) {
            term = times(term, s);
            term = over(term, n);
            sum = plus(sum, term);
        }
        for (int i = 0; i < 8; i++) {
            sum = times(sum, sum);
        }
        return sum;
    }

    private static double[] twoSum(double a, double b) {
        double sum = a + b;
        double part = sum - a;
        return new double[] {sum, (a - (sum - part)) + (b - part)};
    }

    private static double[] plus(double[] a, double[] b) {
        double[] s = twoSum(a[0], b[0]);
        return twoSum(s[0], s[1] + a[1] + b[1]);
    }

    private static double[] times(double[] a, double[] b) {
        double product = a[0] * b[0];
        double lost = Math.fma(a[0], b[0], -product);
        return twoSum(product, lost + (a[0] * b[1] + a[1] * b[0]));
    }

    private static double[] over(double[] a, double n) {
        double quotient = a[0] / n;
        double rest = Math.fma(-quotient, n, a[0]) + a[1];
        return twoSum(quotient, rest / n);
    }
}
