package org.menura.world.service.python;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on Python's ints (as {@link Long} or {@link BigInteger}), floats and complex numbers, as CPython 3.12 does
 * it.
 */
final class PythonNumbers {
    /** Ints of more bits than this are not computed: Python would be busy with them for minutes. */
    private static final long MAX_BITS = 4_000_000;

    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final String INT_TOO_LARGE = "int too large to convert to float";
    private static final String RANGE = "(34, 'Numerical result out of range')";

    private PythonNumbers() {}

    /** Returns an int in its normal form: a long where it fits. */
    static Object integer(BigInteger value) {
        return value.compareTo(MIN) >= 0 && value.compareTo(MAX) <= 0 ? (Object) value.longValue() : value;
    }

    static boolean isInt(@Nullable Object value) {
        return value instanceof Long || value instanceof BigInteger || value instanceof Boolean;
    }

    static boolean isReal(@Nullable Object value) {
        return isInt(value) || value instanceof Double;
    }

    static boolean isNumber(@Nullable Object value) {
        return isReal(value) || value instanceof PythonComplex;
    }

    static BigInteger big(Object value) {
        return switch (value) {
            case Boolean b -> b ? BigInteger.ONE : BigInteger.ZERO;
            case Long l -> BigInteger.valueOf(l);
            default -> (BigInteger) value;
        };
    }

    /** Returns a real number as a float, as {@code float} does. */
    static double real(Object value) {
        if (value instanceof Double d) {
            return d;
        }
        double converted = big(value).doubleValue();
        if (Double.isInfinite(converted)) {
            throw new PythonError(INT_TOO_LARGE);
        }
        return converted;
    }

    private static PythonComplex complex(Object value) {
        return value instanceof PythonComplex c ? c : new PythonComplex(real(value), 0);
    }

    /** Compares two real numbers exactly; NaN compares as null. */
    static @Nullable Integer compare(Object a, Object b) {
        if (isInt(a) && isInt(b)) {
            return big(a).compareTo(big(b));
        }
        if (a instanceof Double x && !Double.isFinite(x) || b instanceof Double y && !Double.isFinite(y)) {
            double left = a instanceof Double x ? x : 0;
            double right = b instanceof Double y ? y : 0;
            return Double.isNaN(left) || Double.isNaN(right) ? null : (Integer) Double.compare(left, right);
        }
        return decimal(a).compareTo(decimal(b));
    }

    private static BigDecimal decimal(Object value) {
        return value instanceof Double d ? new BigDecimal(d) : new BigDecimal(big(value));
    }

    /** Computes {@code a op b} of two numbers; null where the operator is not defined for them. */
    static @Nullable Object binary(String op, Object a, Object b) {
        if (isInt(a) && isInt(b)) {
            return ints(op, big(a), big(b));
        }
        if (isReal(a) && isReal(b)) {
            return floats(op, real(a), real(b));
        }
        return op.equals("//") ? null : PythonComplex.binary(op, complex(a), complex(b));
    }

    private static @Nullable Object ints(String op, BigInteger a, BigInteger b) {
        return switch (op) {
            case "+" -> integer(a.add(b));
            case "-" -> integer(a.subtract(b));
            case "*" -> {
                checkSize((long) a.bitLength() + b.bitLength());
                yield integer(a.multiply(b));
            }
            case "/" -> divide(a, b);
            case "//" -> {
                if (b.signum() == 0) {
                    throw new PythonError("integer division or modulo by zero");
                }
                BigInteger[] parts = a.divideAndRemainder(b);
                boolean down = parts[1].signum() != 0 && parts[1].signum() != b.signum();
                yield integer(down ? parts[0].subtract(BigInteger.ONE) : parts[0]);
            }
            case "**" -> power(a, b);
            default -> null;
        };
    }

    private static void checkSize(long bits) {
        if (bits > MAX_BITS) {
            throw new PythonError(INT_TOO_LARGE);
        }
    }

    private static Object power(BigInteger a, BigInteger b) {
        if (b.signum() < 0) {
            return floatPower(real(integer(a)), real(integer(b)));
        }
        if (a.bitLength() <= 1 && a.abs().compareTo(BigInteger.ONE) <= 0) {
            boolean plus = a.signum() >= 0 || !b.testBit(0);
            return b.signum() == 0 ? 1L : integer(plus ? a.abs() : a);
        }
        checkSize(b.bitLength() > 32 ? Long.MAX_VALUE : b.longValue() * (a.bitLength() - 1L));
        return integer(a.pow(b.intValueExact()));
    }

    /** Divides ints with one rounding, to the nearest float, as Python does. */
    private static double divide(BigInteger a, BigInteger b) {
        if (b.signum() == 0) {
            throw new PythonError("division by zero");
        }
        if (a.signum() == 0) {
            return b.signum() < 0 ? -0.0 : 0.0;
        }
        // 66 bits of the quotient and a last one that says whether a remainder is left decide the rounding.
        int shift = Math.max(0, 66 - (a.bitLength() - b.bitLength()));
        BigInteger[] parts = a.abs().shiftLeft(shift).divideAndRemainder(b.abs());
        BigInteger quotient = parts[0].shiftLeft(1);
        if (parts[1].signum() != 0) {
            quotient = quotient.setBit(0);
        }
        double value = new BigDecimal(quotient)
                .divide(new BigDecimal(BigInteger.ONE.shiftLeft(shift + 1)), MathContext.UNLIMITED)
                .doubleValue();
        if (Double.isInfinite(value)) {
            throw new PythonError("integer division result too large for a float");
        }
        return a.signum() * b.signum() < 0 ? -value : value;
    }

    private static @Nullable Object floats(String op, double a, double b) {
        return switch (op) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> {
                if (b == 0) {
                    throw new PythonError("float division by zero");
                }
                yield a / b;
            }
            case "//" -> floorDivide(a, b);
            case "**" -> floatPower(a, b);
            default -> null;
        };
    }

    private static double floorDivide(double a, double b) {
        if (b == 0) {
            throw new PythonError("float floor division by zero");
        }
        double rest = a % b;
        double quotient = (a - rest) / b;
        if (rest != 0 && b < 0 != rest < 0) {
            quotient -= 1;
        }
        if (quotient == 0) {
            return Math.copySign(0.0, a / b);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private static Object floatPower(double a, double b) {
        if (a == 0 && b < 0) {
            throw new PythonError("0.0 cannot be raised to a negative power");
        }
        if (a < 0 && Double.isFinite(a) && Double.isFinite(b) && b != Math.rint(b)) {
            return new PythonComplex(a, 0).power(new PythonComplex(b, 0));
        }
        double value = ExactPower.of(a, b);
        if (Double.isInfinite(value) && Double.isFinite(a) && Double.isFinite(b)) {
            throw new PythonError(RANGE);
        }
        return value;
    }

    /** Computes {@code -value} or {@code +value} of a number. */
    static Object unary(String op, Object value) {
        boolean minus = op.equals("-");
        return switch (value) {
            case Double d -> minus ? -d : d;
            case PythonComplex c -> minus ? new PythonComplex(-c.re(), -c.im()) : c;
            default -> integer(minus ? big(value).negate() : big(value));
        };
    }

    /** Rounds a number as {@code round(value, digits)} does: exactly, halves to even. */
    static Object round(Object value, int digits) {
        if (value instanceof Double d) {
            return Double.isFinite(d)
                    ? Math.copySign(
                            new BigDecimal(d)
                                    .setScale(digits, RoundingMode.HALF_EVEN)
                                    .doubleValue(),
                            d)
                    : d;
        }
        return integer(big(value));
    }

    /** Adds up as {@code sum} does since Python 3.12: floats with the compensation of Neumaier. */
    static @Nullable Object sum(List<? extends @Nullable Object> items) {
        Object total = 0L;
        int i = 0;
        while (i < items.size() && isInt(items.get(i)) && isInt(total)) {
            total = PythonOperators.binary("+", total, items.get(i++));
        }
        if (i < items.size()) {
            total = PythonOperators.binary("+", total, items.get(i++));
        }
        if (!(total instanceof Double)) {
            for (; i < items.size() && !(total instanceof Double); i++) {
                total = PythonOperators.binary("+", total, items.get(i));
            }
        }
        return total instanceof Double start && i < items.size() ? compensated(start, items, i) : total;
    }

    private static @Nullable Object compensated(double start, List<? extends @Nullable Object> items, int from) {
        double sum = start;
        double lost = 0;
        for (int i = from; i < items.size(); i++) {
            Object item = items.get(i);
            if (item instanceof Double x) {
                double next = sum + x;
                lost += Math.abs(sum) >= Math.abs(x) ? (sum - next) + x : (x - next) + sum;
                sum = next;
            } else if (item instanceof Long || item instanceof Boolean) {
                sum += real(item);
            } else {
                Object total = PythonOperators.binary("+", corrected(sum, lost), item);
                for (int j = i + 1; j < items.size(); j++) {
                    total = PythonOperators.binary("+", total, items.get(j));
                }
                return total;
            }
        }
        return corrected(sum, lost);
    }

    private static double corrected(double sum, double lost) {
        return lost != 0 && Double.isFinite(lost) ? sum + lost : sum;
    }
}
