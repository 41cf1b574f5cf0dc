package org.menura.chat.template;

/**
 * A number in a template: {@code 10}, {@code 1_000}, {@code 0x1f}, {@code 0o7}, {@code 0b1}, {@code 1.5}, {@code 2e-3}.
 *
 * @param end index behind its last character
 */
record NumberLiteral(Object value, int end) {
    /** Reads the number that starts at {@code start}; {@code allowReal} is false behind a dot, as in {@code a.0.1}. */
    static NumberLiteral at(String source, int start, boolean allowReal) {
        int end = digits(source, start, 10);
        if (allowReal) {
            int realEnd = exponent(source, fraction(source, end));
            if (realEnd > end) {
                return new NumberLiteral(
                        Double.valueOf(source.substring(start, realEnd).replace("_", "")), realEnd);
            }
        }
        if (source.charAt(start) == '0') {
            end = zeroOrPrefixed(source, start);
        }
        return new NumberLiteral(PythonNumbers.parse(source.substring(start, end), 0), end);
    }

    private static int zeroOrPrefixed(String source, int start) {
        int radix = start + 1 < source.length() ? radix(source.charAt(start + 1)) : 10;
        if (radix != 10) {
            int first = start + 2 < source.length() && source.charAt(start + 2) == '_' ? start + 3 : start + 2;
            int end = digits(source, first, radix);
            if (end > first) {
                return end;
            }
        }
        return digits(source, start, 1);
    }

    private static int radix(char letter) {
        return switch (letter) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 10;
        };
    }

    private static int fraction(String source, int start) {
        boolean dot = start < source.length() && source.charAt(start) == '.';
        int end = dot ? digits(source, start + 1, 10) : start;
        return end > start + 1 ? end : start;
    }

    private static int exponent(String source, int start) {
        if (start >= source.length() || (source.charAt(start) | 0x20) != 'e') {
            return start;
        }
        int first = start + 1;
        if (first < source.length() && (source.charAt(first) == '+' || source.charAt(first) == '-')) {
            first++;
        }
        int end = digits(source, first, 10);
        return end > first ? end : start;
    }

    /** Where a run of digits ends, in which single underscores may stand between digits; radix 1 takes zeros only. */
    private static int digits(String source, int start, int radix) {
        int end = start;
        int i = start;
        while (i < source.length()) {
            char c = source.charAt(i);
            if (isDigit(c, radix)) {
                end = ++i;
            } else if (c == '_' && end == i && end > start) {
                i++;
            } else {
                break;
            }
        }
        return end;
    }

    private static boolean isDigit(char c, int radix) {
        return radix == 1 ? c == '0' : c <= 'f' && Character.digit(c, radix) >= 0;
    }
}
