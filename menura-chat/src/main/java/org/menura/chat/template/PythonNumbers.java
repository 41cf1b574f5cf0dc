package org.menura.chat.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.menura.chat.template.Expr.Operator;

/**
 * Python's numbers: integers of any size ({@code Long}, or {@code BigInteger} beyond it), floats, and booleans as
 * integers.
 */
final class PythonNumbers {
    /** Python prints and parses integers of at most 4300 digits. */
    private static final int MAX_DIGITS = 4300;

    private static final int MAX_BITS = 14_285;

    private PythonNumbers() {}

    static boolean isInteger(Object value) {
        return value instanceof Long || value instanceof Boolean || value instanceof BigInteger;
    }

    static boolean isNumber(Object value) {
        return value instanceof Double || isInteger(value);
    }

    static BigInteger big(Object integer) {
        return switch (integer) {
            case Long l -> BigInteger.valueOf(l);
            case Boolean b -> b ? BigInteger.ONE : BigInteger.ZERO;
            case BigInteger b -> b;
            default -> throw new IllegalArgumentException("not an integer");
        };
    }

    /** The integer as long, cut to the range of long. */
    static long clamp(Object integer) {
        BigInteger value = big(integer);
        return value.bitLength() < Long.SIZE ? value.longValue() : value.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    static Object normal(BigInteger value) {
        if (value.bitLength() < Long.SIZE) {
            return value.longValue();
        }
        if (value.bitLength() > MAX_BITS) {
            throw new TemplateException("An integer has more than " + MAX_DIGITS + " digits");
        }
        return value;
    }

    static double toDouble(Object number) {
        if (number instanceof Double d) {
            return d;
        }
        double value = big(number).doubleValue();
        if (Double.isInfinite(value)) {
            throw new TemplateException("An integer is too large for a float");
        }
        return value;
    }

    /** The integer part, as Python's {@code int(x)}. */
    static Object truncate(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new TemplateException("A float that is not finite has no integer value");
        }
        return normal(new BigDecimal(value).toBigInteger());
    }

    /** Parses an integer that may have underscores; radix 0 goes by its prefix. */
    static Object parse(String text, int radix) {
        String digits = text.replace("_", "");
        int base = radix == 0 ? 10 : radix;
        if (radix == 0 && digits.length() > 2 && digits.charAt(0) == '0' && !Character.isDigit(digits.charAt(1))) {
            base = switch (digits.charAt(1)) {
                case 'x', 'X' -> 16;
                case 'o', 'O' -> 8;
                default -> 2;
            };
            digits = digits.substring(2);
        }
        if (digits.length() > MAX_DIGITS) {
            throw new TemplateException("An integer has more than " + MAX_DIGITS + " digits");
        }
        return normal(new BigInteger(digits, base));
    }

    static Object apply(Operator operator, Object left, Object right) {
        if (left instanceof Double || right instanceof Double) {
            return applyReal(operator, toDouble(left), toDouble(right));
        }
        if (left instanceof Long a && right instanceof Long b && small(a) && small(b)) {
            switch (operator) {
                case ADD -> {
                    return a + b;
                }
                case SUBTRACT -> {
                    return a - b;
                }
                case MULTIPLY -> {
                    return a * b;
                }
                default -> {}
            }
        }
        return applyInteger(operator, big(left), big(right));
    }

    private static boolean small(long value) {
        return value == (int) value;
    }

    private static Object applyInteger(Operator operator, BigInteger left, BigInteger right) {
        return switch (operator) {
            case ADD -> normal(left.add(right));
            case SUBTRACT -> normal(left.subtract(right));
            case MULTIPLY -> normal(left.multiply(right));
            case DIVIDE -> trueDivide(left, right);
            case FLOOR_DIVIDE -> normal(floorDivide(left, right));
            case MODULO -> normal(left.subtract(floorDivide(left, right).multiply(right)));
            case POWER -> power(left, right);
        };
    }

    private static BigInteger floorDivide(BigInteger left, BigInteger right) {
        if (right.signum() == 0) {
            throw divisionByZero();
        }
        BigInteger[] parts = left.divideAndRemainder(right);
        boolean below = parts[1].signum() != 0 && parts[1].signum() != right.signum();
        return below ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static Object trueDivide(BigInteger left, BigInteger right) {
        if (right.signum() == 0) {
            throw divisionByZero();
        }
        double quotient;
        if (left.bitLength() <= 53 && right.bitLength() <= 53) {
            quotient = left.doubleValue() / right.doubleValue();
        } else {
            // 800 digits are enough to round any quotient that is not on the edge between two doubles.
            MathContext precise = new MathContext(800, RoundingMode.HALF_EVEN);
            quotient =
                    new BigDecimal(left).divide(new BigDecimal(right), precise).doubleValue();
        }
        if (Double.isInfinite(quotient)) {
            throw new TemplateException("An integer is too large for a float");
        }
        return quotient;
    }

    private static Object power(BigInteger base, BigInteger exponent) {
        if (exponent.signum() < 0) {
            return applyReal(Operator.POWER, toDouble(base), toDouble(exponent));
        }
        if (base.bitLength() > 1 && exponent.bitLength() > 20
                || (long) base.bitLength() * exponent.intValue() > 2L * MAX_BITS) {
            if (!base.abs().equals(BigInteger.ONE) && base.signum() != 0) {
                throw new TemplateException("A power has more than " + MAX_DIGITS + " digits");
            }
        }
        if (base.abs().bitLength() <= 1) {
            boolean even = !exponent.testBit(0);
            return exponent.signum() == 0 ? 1L : base.signum() < 0 && even ? 1L : base.longValue();
        }
        return normal(base.pow(exponent.intValueExact()));
    }

    private static Object applyReal(Operator operator, double left, double right) {
        return switch (operator) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / nonZero(right);
            case FLOOR_DIVIDE -> floorDivide(left, nonZero(right));
            case MODULO -> modulo(left, nonZero(right));
            case POWER -> power(left, right);
        };
    }

    private static double modulo(double left, double right) {
        double remainder = left % right;
        if (remainder == 0) {
            return Math.copySign(0.0, right);
        }
        return remainder < 0 != right < 0 ? remainder + right : remainder;
    }

    private static double floorDivide(double left, double right) {
        double quotient = (left - modulo(left, right)) / right;
        if (quotient == 0) {
            return Math.copySign(0.0, left / right);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private static double power(double base, double exponent) {
        if (base == 0 && exponent < 0) {
            throw divisionByZero();
        }
        if (base == 1 || exponent == 0) {
            return 1;
        }
        if (base == -1 && Double.isInfinite(exponent)) {
            return 1;
        }
        if (base < 0 && !Double.isInfinite(base) && !Double.isInfinite(exponent) && exponent != Math.rint(exponent)) {
            throw new TemplateException("A negative number to a broken power is not a real number");
        }
        double result = Math.pow(base, exponent);
        if (Double.isInfinite(result) && !Double.isInfinite(base) && !Double.isInfinite(exponent)) {
            throw new TemplateException("A power is too large for a float");
        }
        return result;
    }

    private static double nonZero(double divisor) {
        if (divisor == 0) {
            throw divisionByZero();
        }
        return divisor;
    }

    private static TemplateException divisionByZero() {
        return new TemplateException("Division by zero");
    }

    /** Compares two numbers exactly; must not be called with NaN. */
    static int compare(Object left, Object right) {
        if (left instanceof Long a && right instanceof Long b) {
            return Long.compare(a, b);
        }
        if (left instanceof Double a && right instanceof Double b) {
            return a < b ? -1 : a > b ? 1 : 0;
        }
        if (left instanceof Double a && Double.isInfinite(a)) {
            return a > 0 ? 1 : -1;
        }
        if (right instanceof Double b && Double.isInfinite(b)) {
            return b > 0 ? -1 : 1;
        }
        return exact(left).compareTo(exact(right));
    }

    private static BigDecimal exact(Object number) {
        return number instanceof Double d ? new BigDecimal(d) : new BigDecimal(big(number));
    }

    static boolean isNaN(Object number) {
        return number instanceof Double d && d.isNaN();
    }
}
