package org.menura.generate.constrain.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.grammar.ByteSet;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;

/**
 * Languages of numbers as they stand in JSON, exact in decimal arithmetic. The numbers that are told apart are plain
 * decimals, {@code -12.50}, and those with an exponent behind one digit other than 0, {@code 1.25e-7}, with at most
 * {@value #MANTISSA} digits behind the point: of these an automaton can tell how large they are and whether they are
 * integers. Zero may have any exponent.
 */
final class Numbers {
    static final int MAX_DIGITS = 400;
    private static final int MANTISSA = 24;

    /** The most digits before the point and behind it of numbers as they are usually written; no long or double has more. */
    private static final int USUAL_DIGITS = 20;

    private final RxContext rx;
    private final Rx digit;
    private final Rx digits;
    private final Rx nonZero;
    private final Rx sign;
    private final Rx e;
    private final Rx json;
    private final Rx usual;
    private final Rx bounded;
    private final Rx plainMagnitude;
    private final Rx scientificMagnitude;
    private final Rx magnitude;
    private final Rx zero;
    private final Rx nonZeroMagnitude;
    private final Rx told;
    private final Rx plain;
    private @Nullable Rx integer;
    private final Rx strictInteger;

    Numbers(RxContext rx) {
        this.rx = rx;
        digit = rx.bytes(ByteSet.range('0', '9'));
        digits = rx.star(digit);
        nonZero = rx.bytes(ByteSet.range('1', '9'));
        sign = rx.optional(rx.literal("-"));
        e = rx.bytes(ByteSet.of('e').or(ByteSet.of('E')));
        Rx signed = rx.optional(rx.bytes(ByteSet.of('+').or(ByteSet.of('-'))));
        Rx whole = rx.or(rx.literal("0"), rx.concat(nonZero, digits));
        Rx fraction = rx.concat(rx.literal("."), rx.plus(digit));
        Rx exponent = rx.concat(e, signed, rx.plus(digit));
        Rx shortExponent = rx.concat(e, signed, rx.repeat(digit, 1, 2));
        usual = rx.concat(sign, whole, rx.optional(fraction), rx.optional(shortExponent));
        bounded = rx.concat(
                sign,
                rx.or(rx.literal("0"), rx.concat(nonZero, rx.repeat(digit, 0, USUAL_DIGITS - 1))),
                rx.optional(rx.concat(rx.literal("."), rx.repeat(digit, 1, USUAL_DIGITS))),
                rx.optional(shortExponent));
        json = rx.concat(sign, whole, rx.optional(fraction), rx.optional(exponent));
        Rx zeros = rx.optional(rx.concat(rx.literal("."), rx.plus(rx.literal("0"))));
        zero = rx.concat(rx.literal("0"), zeros, rx.optional(exponent));
        plainMagnitude = rx.concat(whole, rx.optional(fraction));
        scientificMagnitude =
                rx.concat(nonZero, rx.optional(rx.concat(rx.literal("."), rx.repeat(digit, 1, MANTISSA))), exponent);
        magnitude = rx.or(plainMagnitude, scientificMagnitude, zero);
        nonZeroMagnitude = rx.or(
                rx.concat(nonZero, digits, rx.optional(fraction)),
                rx.concat(rx.literal("0."), rx.star(rx.literal("0")), nonZero, digits),
                scientificMagnitude);
        told = rx.concat(sign, magnitude);
        plain = rx.concat(sign, plainMagnitude);
        strictInteger = rx.concat(sign, whole);
    }

    /** All numbers, however they are written. */
    Rx any() {
        return json;
    }

    /** All numbers with at most two digits of exponent: what a double holds. */
    Rx usual() {
        return usual;
    }

    /** Those of the usual ones that have few digits, so that a weak model comes to their end. */
    Rx bounded() {
        return bounded;
    }

    /** The numbers that are told apart. */
    Rx told() {
        return told;
    }

    /** Plain decimals. */
    Rx plain() {
        return plain;
    }

    Rx integer(boolean strict) {
        if (strict) {
            return strictInteger;
        }
        Rx known = integer;
        if (known == null) {
            Rx zeros = rx.optional(rx.concat(rx.literal("."), rx.plus(rx.literal("0"))));
            known = rx.concat(
                    sign,
                    rx.or(
                            rx.concat(rx.or(rx.literal("0"), rx.concat(nonZero, digits)), zeros),
                            zero,
                            scientificIntegers()));
            integer = known;
        }
        return known;
    }

    /** Integers in their usual spelling, without a fraction, an exponent, or a sign before 0. */
    Rx usualInteger() {
        return rx.or(rx.literal("0"), rx.concat(sign, nonZero, digits));
    }

    Rx atLeast(BigDecimal bound, boolean exclusive) {
        Rx minus = rx.literal("-");
        return switch (bound.signum()) {
            case 1 -> above(bound, exclusive);
            case 0 -> exclusive ? nonZeroMagnitude : rx.or(magnitude, rx.concat(minus, zero));
            default -> rx.or(magnitude, rx.concat(minus, below(bound.negate(), exclusive)));
        };
    }

    Rx atMost(BigDecimal bound, boolean exclusive) {
        Rx minus = rx.literal("-");
        return switch (bound.signum()) {
            case 1 -> rx.or(rx.concat(minus, magnitude), below(bound, exclusive));
            case 0 -> exclusive ? rx.concat(minus, nonZeroMagnitude) : rx.or(rx.concat(minus, magnitude), zero);
            default -> rx.concat(minus, above(bound.negate(), exclusive));
        };
    }

    Rx equalTo(BigDecimal value) {
        return rx.and(atLeast(value, false), atMost(value, false));
    }

    /** One number as it is usually written. */
    static String write(BigDecimal value) {
        return ExactJson.normal(value).scale() < -40 || value.scale() > 40
                ? ExactJson.normal(value).toString()
                : ExactJson.normal(value).toPlainString();
    }

    /** The magnitudes above a bound that is above 0. */
    private Rx above(BigDecimal bound, boolean exclusive) {
        BigDecimal b = bound.stripTrailingZeros();
        return rx.or(plainAbove(b, exclusive), scientificAbove(b, exclusive));
    }

    private Rx plainAbove(BigDecimal b, boolean exclusive) {
        String[] parts = b.toPlainString().split("\\.");
        String whole = parts[0];
        String fraction = parts.length > 1 ? parts[1] : "";
        Rx anyFraction = rx.optional(rx.concat(rx.literal("."), rx.plus(digit)));
        List<Rx> ways = new ArrayList<>();
        if (whole.equals("0")) {
            ways.add(rx.concat(nonZero, digits, anyFraction));
        } else {
            int n = whole.length();
            ways.add(rx.concat(nonZero, rx.repeat(digit, n, Rx.UNBOUNDED), anyFraction));
            ways.addAll(larger("", whole, n, anyFraction));
        }
        ways.add(rx.concat(rx.literal(whole), fractionAbove(fraction, exclusive)));
        return rx.or(ways);
    }

    /** Strings of digits of the length of another that are larger, each followed by something. */
    private List<Rx> larger(String before, String than, int n, Rx then) {
        List<Rx> ways = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            char c = than.charAt(i);
            if (c < '9') {
                ways.add(rx.concat(
                        rx.literal(before + than.substring(0, i)),
                        rx.bytes(ByteSet.range(c + 1, '9')),
                        rx.repeat(digit, n - i - 1, n - i - 1),
                        then));
            }
        }
        return ways;
    }

    /** What may follow an integer part that equals the bound's: nothing, or a point and digits. */
    private Rx fractionAbove(String fraction, boolean exclusive) {
        Rx point = rx.literal(".");
        List<Rx> ways = new ArrayList<>();
        for (int i = 0; i < fraction.length(); i++) {
            char c = fraction.charAt(i);
            if (c < '9') {
                ways.add(rx.concat(
                        point, rx.literal(fraction.substring(0, i)), rx.bytes(ByteSet.range(c + 1, '9')), digits));
            }
        }
        if (exclusive) {
            ways.add(rx.concat(point, rx.literal(fraction), digits, nonZero, digits));
        } else if (fraction.isEmpty()) {
            ways.add(rx.optional(rx.concat(point, rx.plus(digit))));
        } else {
            ways.add(rx.concat(point, rx.literal(fraction), digits));
        }
        return rx.or(ways);
    }

    private Rx scientificAbove(BigDecimal b, boolean exclusive) {
        int decade = b.precision() - b.scale() - 1;
        String unscaled = b.unscaledValue().toString();
        Rx anyMantissa = rx.concat(nonZero, rx.optional(rx.concat(rx.literal("."), rx.plus(digit))));
        List<Rx> mantissas = new ArrayList<>();
        Rx anyFraction = rx.optional(rx.concat(rx.literal("."), rx.plus(digit)));
        char first = unscaled.charAt(0);
        if (first < '9') {
            mantissas.add(rx.concat(rx.bytes(ByteSet.range(first + 1, '9')), anyFraction));
        }
        mantissas.add(rx.concat(rx.literal(unscaled.substring(0, 1)), fractionAbove(unscaled.substring(1), exclusive)));
        Rx all = rx.or(
                rx.concat(anyMantissa, e, exponentAbove(decade)), rx.concat(rx.or(mantissas), e, exponentIs(decade)));
        return rx.and(all, scientificMagnitude);
    }

    /** The magnitudes below a bound that is above 0. */
    private Rx below(BigDecimal bound, boolean exclusive) {
        BigDecimal b = bound.stripTrailingZeros();
        return rx.or(zero, plainBelow(b, exclusive), scientificBelow(b, exclusive));
    }

    private Rx plainBelow(BigDecimal b, boolean exclusive) {
        String[] parts = b.toPlainString().split("\\.");
        String whole = parts[0];
        String fraction = parts.length > 1 ? parts[1] : "";
        Rx anyFraction = rx.optional(rx.concat(rx.literal("."), rx.plus(digit)));
        int n = whole.length();
        List<Rx> ways = new ArrayList<>(smaller(whole, n > 1 ? '1' : '0', anyFraction));
        if (n > 1) {
            ways.add(rx.concat(rx.literal("0"), anyFraction));
            ways.add(rx.concat(nonZero, rx.repeat(digit, 0, n - 2), anyFraction));
        }
        ways.add(rx.concat(rx.literal(whole), fractionBelow(fraction, exclusive)));
        return rx.or(ways);
    }

    /** Strings of digits of the length of another that are smaller, each followed by something. */
    private List<Rx> smaller(String than, char first, Rx then) {
        List<Rx> ways = new ArrayList<>();
        int n = than.length();
        for (int i = 0; i < n; i++) {
            char c = than.charAt(i);
            char least = i == 0 ? first : '0';
            if (c > least) {
                ways.add(rx.concat(
                        rx.literal(than.substring(0, i)),
                        rx.bytes(ByteSet.range(least, c - 1)),
                        rx.repeat(digit, n - i - 1, n - i - 1),
                        then));
            }
        }
        return ways;
    }

    private Rx fractionBelow(String fraction, boolean exclusive) {
        Rx point = rx.literal(".");
        Rx zeros = rx.star(rx.literal("0"));
        List<Rx> ways = new ArrayList<>();
        if (fraction.isEmpty()) {
            return exclusive ? rx.nothing() : rx.optional(rx.concat(point, rx.plus(rx.literal("0"))));
        }
        ways.add(rx.epsilon());
        for (int i = 0; i < fraction.length(); i++) {
            char c = fraction.charAt(i);
            if (i > 0) {
                ways.add(rx.concat(point, rx.literal(fraction.substring(0, i))));
            }
            if (c > '0') {
                ways.add(rx.concat(
                        point, rx.literal(fraction.substring(0, i)), rx.bytes(ByteSet.range('0', c - 1)), digits));
            }
        }
        if (!exclusive) {
            ways.add(rx.concat(point, rx.literal(fraction), zeros));
        }
        return rx.or(ways);
    }

    private Rx scientificBelow(BigDecimal b, boolean exclusive) {
        int decade = b.precision() - b.scale() - 1;
        String unscaled = b.unscaledValue().toString();
        Rx anyFraction = rx.optional(rx.concat(rx.literal("."), rx.plus(digit)));
        List<Rx> mantissas = new ArrayList<>(smaller(unscaled.substring(0, 1), '1', anyFraction));
        mantissas.add(rx.concat(rx.literal(unscaled.substring(0, 1)), fractionBelow(unscaled.substring(1), exclusive)));
        Rx all = rx.or(
                rx.concat(nonZero, anyFraction, e, exponentBelow(decade)),
                rx.concat(rx.or(mantissas), e, exponentIs(decade)));
        return rx.and(all, scientificMagnitude);
    }

    /** Exponents below a value. */
    private Rx exponentBelow(int value) {
        Rx zeros = rx.star(rx.literal("0"));
        Rx minus = rx.literal("-");
        if (value <= 0) {
            return rx.concat(minus, zeros, integersAbove(-value));
        }
        String text = String.valueOf(value);
        List<Rx> small = new ArrayList<>(smaller(text, '1', rx.epsilon()));
        if (text.length() > 1) {
            small.add(rx.concat(nonZero, rx.repeat(digit, 0, text.length() - 2)));
        }
        return rx.or(
                rx.concat(minus, rx.plus(digit)),
                rx.concat(
                        rx.optional(rx.literal("+")), rx.or(rx.plus(rx.literal("0")), rx.concat(zeros, rx.or(small)))));
    }

    private Rx exponentIs(int value) {
        Rx zeros = rx.star(rx.literal("0"));
        Rx plus = rx.optional(rx.literal("+"));
        if (value == 0) {
            return rx.concat(rx.optional(rx.bytes(ByteSet.of('+').or(ByteSet.of('-')))), rx.plus(rx.literal("0")));
        }
        return rx.concat(value > 0 ? plus : rx.literal("-"), zeros, rx.literal(String.valueOf(Math.abs(value))));
    }

    /** Exponents above a value. */
    private Rx exponentAbove(int value) {
        Rx zeros = rx.star(rx.literal("0"));
        Rx plus = rx.optional(rx.literal("+"));
        if (value >= 0) {
            return rx.concat(plus, zeros, integersAbove(value));
        }
        // −n is above −m if n < m.
        String text = String.valueOf(-value);
        List<Rx> small = new ArrayList<>(smaller(text, '1', rx.epsilon()));
        if (text.length() > 1) {
            small.add(rx.concat(nonZero, rx.repeat(digit, 0, text.length() - 2)));
        }
        Rx negative = rx.concat(rx.literal("-"), rx.or(rx.plus(rx.literal("0")), rx.concat(zeros, rx.or(small))));
        return rx.or(rx.concat(plus, rx.plus(digit)), negative);
    }

    /** Integers without leading zeros above one that is at least 0. */
    private Rx integersAbove(int value) {
        if (value == 0) {
            return rx.concat(nonZero, digits);
        }
        String text = String.valueOf(value);
        List<Rx> ways = new ArrayList<>();
        ways.add(rx.concat(nonZero, rx.repeat(digit, text.length(), Rx.UNBOUNDED)));
        ways.addAll(larger("", text, text.length(), rx.epsilon()));
        return rx.or(ways);
    }

    private Rx scientificIntegers() {
        List<Rx> ways = new ArrayList<>();
        Rx zeros = rx.star(rx.literal("0"));
        Rx any = rx.or(exponentAbove(0), exponentIs(0));
        Rx bare = rx.optional(rx.concat(rx.literal("."), rx.plus(rx.literal("0"))));
        ways.add(rx.concat(nonZero, bare, e, any));
        for (int k = 1; k <= MANTISSA; k++) {
            ways.add(rx.concat(
                    nonZero, rx.literal("."), rx.repeat(digit, k - 1, k - 1), nonZero, zeros, e, exponentAbove(k - 1)));
        }
        return rx.and(rx.or(ways), scientificMagnitude);
    }

    /** Plain decimals that are multiples of a factor. */
    Rx multipleOf(BigDecimal factor) {
        return rx.and(plain, rx.concat(sign, Remainders.multiplesOf(factor, rx)));
    }
}
