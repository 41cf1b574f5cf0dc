package org.menura.generate.constrain.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;

/** Multiples of a decimal, by an automaton whose states are the remainders. */
final class Remainders {
    /** How many states there may be. */
    static final int MOST = 4096;

    private Remainders() {}

    /** Whether the remainders by a factor are few enough to be followed. */
    static boolean canDivide(BigDecimal factor) {
        BigDecimal f = factor.stripTrailingZeros();
        int scale = Math.max(0, f.scale());
        BigInteger p = f.movePointRight(scale).toBigIntegerExact();
        return scale <= Numbers.MAX_DIGITS && p.compareTo(BigInteger.valueOf(MOST / (scale + 1))) <= 0;
    }

    /** Digits, with a point or without, that are a multiple of a factor. */
    static Rx multiplesOf(BigDecimal factor, RxContext rx) {
        BigDecimal f = factor.stripTrailingZeros();
        int scale = Math.max(0, f.scale());
        int p = f.movePointRight(scale).intValueExact();
        // State d·p + r: d digits behind the point were read (before it: none), the remainder is r. After the
        // last digit that counts there may be zeros. The point itself leads to a copy of the states.
        int whole = p;
        int states = whole + (scale + 1) * p;
        int[] powers = new int[scale + 1];
        powers[0] = 1 % p;
        for (int i = 1; i <= scale; i++) {
            powers[i] = powers[i - 1] * 10 % p;
        }
        return rx.automaton(
                states,
                0,
                s -> {
                    int d = s < whole ? 0 : (s - whole) / p;
                    int r = s % p;
                    return r * (long) powers[scale - d] % p == 0;
                },
                (s, b) -> {
                    int d = s < whole ? -1 : (s - whole) / p;
                    int r = s % p;
                    if (b == '.') {
                        return d < 0 ? whole + r : -1;
                    }
                    if (b < '0' || b > '9') {
                        return -1;
                    }
                    if (d < 0) {
                        return (int) ((r * 10L + (b - '0')) % p);
                    }
                    if (d < scale) {
                        return whole + (d + 1) * p + (int) ((r * 10L + (b - '0')) % p);
                    }
                    return b == '0' ? s : -1;
                });
    }
}
