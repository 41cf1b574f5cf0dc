package org.menura.world.service.python;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Computes powers of floats with one rounding, which the C library's {@code pow} equals but for very few values. */
final class ExactPower {
    private static final MathContext PRECISE = new MathContext(80, RoundingMode.HALF_EVEN);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal LN2 = logarithmNearOne(TWO);
    private static final int HALVINGS = 16;
    private static final int MAX_INTEGRAL = 512;

    private ExactPower() {}

    /** Computes {@code a ** b}. */
    static double of(double a, double b) {
        boolean integral = b == Math.rint(b);
        if (a == 0 || a == 1 || b == 0 || !Double.isFinite(a) || !Double.isFinite(b) || a < 0 && !integral) {
            return StrictMath.pow(a, b);
        }
        double about = StrictMath.pow(a, b);
        if (about == 0 || Double.isInfinite(about)) {
            return about;
        }
        if (integral && Math.abs(b) <= MAX_INTEGRAL) {
            BigDecimal power = new BigDecimal(a).pow((int) Math.abs(b), new MathContext(120, RoundingMode.HALF_EVEN));
            return (b < 0 ? BigDecimal.ONE.divide(power, PRECISE) : power).doubleValue();
        }
        double value = exponential(logarithm(Math.abs(a)).multiply(new BigDecimal(b), PRECISE))
                .doubleValue();
        return about < 0 ? -value : value;
    }

    private static BigDecimal logarithm(double a) {
        int exponent = Math.getExponent(a * (a < Double.MIN_NORMAL ? 0x1p60 : 1)) - (a < Double.MIN_NORMAL ? 60 : 0);
        BigDecimal scaled = exponent >= 0
                ? new BigDecimal(a).divide(TWO.pow(exponent))
                : new BigDecimal(a).multiply(TWO.pow(-exponent));
        return logarithmNearOne(scaled).add(LN2.multiply(BigDecimal.valueOf(exponent)), PRECISE);
    }

    /** Sums the series of the inverse hyperbolic tangent, for a number in 1…2. */
    private static BigDecimal logarithmNearOne(BigDecimal x) {
        BigDecimal ratio = x.subtract(BigDecimal.ONE).divide(x.add(BigDecimal.ONE), PRECISE);
        BigDecimal square = ratio.multiply(ratio, PRECISE);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal power = ratio;
        for (int n = 1; n < 180 && power.signum() != 0; n += 2) {
            sum = sum.add(power.divide(BigDecimal.valueOf(n), PRECISE), PRECISE);
            power = power.multiply(square, PRECISE);
        }
        return sum.multiply(TWO);
    }

    private static BigDecimal exponential(BigDecimal x) {
        int twos = x.divide(LN2, 0, RoundingMode.HALF_EVEN).intValue();
        BigDecimal rest = x.subtract(LN2.multiply(BigDecimal.valueOf(twos))).divide(TWO.pow(HALVINGS), PRECISE);
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal part = BigDecimal.ONE;
        for (int n = 1; n < 16; n++) {
            part = part.multiply(rest, PRECISE).divide(BigDecimal.valueOf(n), PRECISE);
            sum = sum.add(part, PRECISE);
        }
        for (int i = 0; i < HALVINGS; i++) {
            sum = sum.multiply(sum, PRECISE);
        }
        return twos >= 0 ? sum.multiply(TWO.pow(twos)) : sum.divide(TWO.pow(-twos), PRECISE);
    }
}
