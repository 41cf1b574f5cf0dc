package org.menura.world.service.python;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of a Python expression made of digits, operators, parentheses, points and blanks, read only as far as the parser
 * looks: faults behind the first syntax error must not be found before it.
 */
final class ExpressionTokens {
    private static final int MAX_OPEN = 200;
    private static final int MAX_DIGITS = 4300;

    /**
     * A token.
     *
     * @param text of it; empty at the end
     * @param number its value, or null
     * @param level how many parentheses are open behind it
     */
    record Token(String text, @Nullable Object number, int level) {
        boolean isEnd() {
            return text.isEmpty();
        }
    }

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int open;
    private boolean broken;

    ExpressionTokens(String source) {
        this.source = source;
    }

    /** Makes Python's SyntaxError. */
    static PythonError fault(String message) {
        return new PythonError(message + " (<string>, line 1)");
    }

    Token get(int index) {
        while (tokens.size() <= index) {
            broken = true;
            Token next = next();
            if (next.isEnd() && open > 0) {
                throw fault("'(' was never closed");
            }
            broken = false;
            tokens.add(next);
        }
        return tokens.get(index);
    }

    /** Reads what follows the tokens that were looked at for faults of single tokens, unless one was found before. */
    void checkRest() {
        while (!broken && !next().isEnd()) {
            // Faults are thrown.
        }
    }

    private Token next() {
        while (at < source.length() && source.charAt(at) == ' ') {
            at++;
        }
        if (at == source.length()) {
            return new Token("", null, open);
        }
        char c = source.charAt(at);
        if (isDigit(at) || c == '.' && isDigit(at + 1)) {
            return number();
        }
        String text = String.valueOf(c);
        if (source.startsWith("...", at)) {
            text = "...";
        } else if ((c == '*' || c == '/') && source.startsWith(text + text, at)) {
            text += text;
        } else if (c == '(') {
            if (open == MAX_OPEN) {
                throw fault("too many nested parentheses");
            }
            open++;
        } else if (c == ')') {
            if (open == 0) {
                throw fault("unmatched ')'");
            }
            open--;
        }
        at += text.length();
        return new Token(text, null, open);
    }

    private boolean isDigit(int i) {
        return i < source.length() && source.charAt(i) >= '0' && source.charAt(i) <= '9';
    }

    private Token number() {
        int start = at;
        while (isDigit(at)) {
            at++;
        }
        boolean point = at < source.length() && source.charAt(at) == '.';
        if (point) {
            at++;
            while (isDigit(at)) {
                at++;
            }
        }
        String digits = source.substring(start, at);
        return new Token(digits, point ? (Object) Double.parseDouble(digits) : integer(digits), open);
    }

    private static Object integer(String digits) {
        if (digits.startsWith("0") && !digits.chars().allMatch(d -> d == '0')) {
            throw fault(
                    "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers");
        }
        if (digits.startsWith("0")) {
            return 0L;
        }
        if (digits.length() > MAX_DIGITS) {
            throw new LongLiteral(digits.length());
        }
        return PythonNumbers.integer(new java.math.BigInteger(digits));
    }

    /** A literal that is too long; Python finds it when it parses, not when it reads tokens. */
    static final class LongLiteral extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LongLiteral(int digits) {
            super(
                    ("Exceeds the limit (4300 digits) for integer string conversion: value has %d digits; use"
                                    + " sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge"
                                    + " integer literals to avoid decimal conversion limits. (<string>, line 1)")
                            .formatted(digits),
                    null,
                    false,
                    false);
        }
    }
}
