package org.menura.format.python;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Reads Python's literals as {@code ast.literal_eval} does, without bytes and complex numbers. */
final class PythonLiteralReader {
    private static final int MAX_DEPTH = 90;
    private static final int MAX_DIGITS = 4300;

    private final String text;
    private int at;
    private int open;

    private PythonLiteralReader(String text) {
        this.text = text;
    }

    static @Nullable Object read(String text) {
        int start = 0;
        while (start < text.length() && (text.charAt(start) == ' ' || text.charAt(start) == '\t')) {
            start++;
        }
        PythonLiteralReader reader = new PythonLiteralReader(text.substring(start));
        return reader.whole();
    }

    private @Nullable Object whole() {
        skip(true);
        if (at > 0 && (text.charAt(at - 1) == ' ' || text.charAt(at - 1) == '\t')) {
            throw none("its line is indented");
        }
        Object first = value(0);
        skip(false);
        if (at < text.length() && text.charAt(at) == ',') {
            at++;
            return rest(first);
        }
        skip(true);
        return end(first);
    }

    /** A tuple without parentheses. */
    private @Nullable Object rest(@Nullable Object first) {
        List<@Nullable Object> items = new ArrayList<>();
        items.add(first);
        for (skip(false); at < text.length() && text.charAt(at) != '\n'; skip(false)) {
            items.add(value(0));
            skip(false);
            if (!accept(',')) {
                break;
            }
        }
        skip(true);
        return end(new PythonTuple(items));
    }

    private @Nullable Object end(@Nullable Object value) {
        if (at < text.length()) {
            throw none("'" + text.substring(at, Math.min(text.length(), at + 20)) + "' stands behind the literal");
        }
        return value;
    }

    private void skip(boolean lines) {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t' || c == '\f' || lines && (c == '\n' || c == '\r')) {
                at++;
            } else if (c == '\\' && text.startsWith("\n", at + 1)) {
                at += 2;
            } else if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else {
                return;
            }
        }
    }

    private @Nullable Object value(int depth) {
        if (depth > MAX_DEPTH) {
            throw none("it is nested too deeply");
        }
        if (at >= text.length()) {
            throw none("it ends too early");
        }
        char c = text.charAt(at);
        return switch (c) {
            case '[' -> items(']', depth);
            case '(' -> parenthesised(depth);
            case '{' -> braces(depth);
            case '+', '-' -> signed(depth);
            case '\'', '"' -> strings();
            default -> {
                if (c >= '0' && c <= '9' || c == '.') {
                    yield number();
                }
                yield word(depth);
            }
        };
    }

    private List<@Nullable Object> items(char close, int depth) {
        at++;
        open++;
        List<@Nullable Object> items = new ArrayList<>();
        for (skip(true); !accept(close); skip(true)) {
            items.add(value(depth + 1));
            skip(true);
            if (!accept(',') && !peek(close)) {
                throw none("a comma or '" + close + "' is missing");
            }
        }
        open--;
        return items;
    }

    private @Nullable Object parenthesised(int depth) {
        int start = at;
        List<@Nullable Object> items = items(')', depth);
        if (items.size() != 1) {
            return new PythonTuple(items);
        }
        int before = at - 2;
        while (before > start && PythonText.isSpace(text.charAt(before))) {
            before--;
        }
        return text.charAt(before) == ',' ? new PythonTuple(items) : items.getFirst();
    }

    private Object braces(int depth) {
        at++;
        open++;
        Map<@Nullable Object, @Nullable Object> dict = new LinkedHashMap<>();
        Set<@Nullable Object> set = new LinkedHashSet<>();
        for (skip(true); !accept('}'); skip(true)) {
            Object key = hashable(value(depth + 1));
            skip(true);
            if (set.isEmpty() && accept(':')) {
                skip(true);
                dict.put(key, value(depth + 1));
            } else if (dict.isEmpty()) {
                set.add(key);
            } else {
                throw none("a colon is missing in a dict");
            }
            skip(true);
            if (!accept(',') && !peek('}')) {
                throw none("a comma or '}' is missing");
            }
        }
        open--;
        return set.isEmpty() ? dict : set;
    }

    private @Nullable Object hashable(@Nullable Object key) {
        if (key instanceof List || key instanceof Map || key instanceof Set) {
            throw none("a list, dict or set can't be a key");
        }
        return key;
    }

    private Object signed(int depth) {
        boolean minus = text.charAt(at++) == '-';
        skip(false);
        int operand = at;
        while (operand < text.length() && (text.charAt(operand) == '(' || text.charAt(operand) == ' ')) {
            operand++;
        }
        if (operand < text.length() && (text.charAt(operand) == '-' || text.charAt(operand) == '+')) {
            throw none("a sign stands before another one");
        }
        Object value = value(depth + 1);
        return switch (value) {
            case Long l -> minus ? (l == Long.MIN_VALUE ? BigInteger.valueOf(l).negate() : (Object) (-l)) : l;
            case BigInteger b -> minus ? narrow(b.negate()) : b;
            case Double d -> minus ? -d : d;
            case null, default -> throw none("a sign stands before what is no number");
        };
    }

    private Object number() {
        int start = at;
        if (text.charAt(at) == '0' && at + 1 < text.length() && "xXoObB".indexOf(text.charAt(at + 1)) >= 0) {
            int radix = switch (text.charAt(at + 1)) {
                case 'x', 'X' -> 16;
                case 'o', 'O' -> 8;
                default -> 2;
            };
            at += 2;
            return integer(run(radix), radix, start);
        }
        String whole = run(10);
        boolean real = false;
        StringBuilder digits = new StringBuilder(whole);
        if (accept('.')) {
            real = true;
            digits.append('.').append(run(10));
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            real = true;
            at++;
            digits.append('e');
            if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
                digits.append(text.charAt(at++));
            }
            String exponent = run(10);
            if (exponent.isEmpty()) {
                throw none("a number has no exponent");
            }
            digits.append(exponent);
        }
        if (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            throw none("a number is followed by '" + text.charAt(at) + "'");
        }
        if (!real) {
            return integer(whole, 10, start);
        }
        if (digits.toString().equals(".")) {
            throw none("a dot is no number");
        }
        return Double.parseDouble(digits.toString());
    }

    private Object integer(String digits, int radix, int start) {
        if (digits.isEmpty() || digits.length() > MAX_DIGITS) {
            throw none("an integer has no digits or too many");
        }
        boolean zeros = digits.chars().allMatch(c -> c == '0');
        if (radix == 10 && digits.length() > 1 && text.charAt(start) == '0' && !zeros) {
            throw none("an integer begins with a zero");
        }
        return narrow(new BigInteger(digits, radix));
    }

    private static Object narrow(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    /** Digits, with single underscores between them. */
    private String run(int radix) {
        StringBuilder digits = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean separator = c == '_'
                    && at + 1 < text.length()
                    && isDigit(text.charAt(at + 1), radix)
                    && (!digits.isEmpty() || radix != 10);
            if (!separator && !isDigit(c, radix)) {
                break;
            }
            if (!separator) {
                digits.append(c);
            }
            at++;
        }
        return digits.toString();
    }

    private static boolean isDigit(char c, int radix) {
        return c < 0x80 && Character.digit(c, radix) >= 0;
    }

    private @Nullable Object word(int depth) {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        String word = text.substring(start, at);
        boolean quoted = peek('\'') || peek('"');
        return switch (word) {
            case "None" -> null;
            case "True" -> true;
            case "False" -> false;
            case "set" -> {
                skip(false);
                if (!peek('(') || !items(')', depth).isEmpty()) {
                    throw none("'set' is followed by something else than ()");
                }
                yield new LinkedHashSet<@Nullable Object>();
            }
            default -> {
                if (!quoted || !List.of("r", "u").contains(word.toLowerCase(Locale.ROOT))) {
                    throw none("'" + (word.isEmpty() ? text.substring(start, start + 1) : word) + "' is no literal");
                }
                at = start;
                yield strings();
            }
        };
    }

    /** One string or several behind each other, which are joined. */
    private String strings() {
        StringBuilder all = new StringBuilder();
        while (true) {
            all.append(string());
            skip(open > 0);
            boolean more = peek('\'')
                    || peek('"')
                    || at + 1 < text.length()
                            && "rRuU".indexOf(text.charAt(at)) >= 0
                            && "'\"".indexOf(text.charAt(at + 1)) >= 0;
            if (!more) {
                return all.toString();
            }
        }
    }

    private String string() {
        boolean raw = text.charAt(at) == 'r' || text.charAt(at) == 'R';
        at += "rRuU".indexOf(text.charAt(at)) >= 0 ? 1 : 0;
        String quote = text.substring(at, at + 1);
        boolean tripled = text.startsWith(quote.repeat(3), at);
        String close = tripled ? quote.repeat(3) : quote;
        at += close.length();
        int start = at;
        while (!text.startsWith(close, at)) {
            if (at >= text.length() || !tripled && text.charAt(at) == '\n') {
                throw none("a string does not end");
            }
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        String inside = text.substring(start, at);
        at += close.length();
        return raw ? inside : PythonEscapes.unescape(inside);
    }

    private boolean peek(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private boolean accept(char c) {
        if (peek(c)) {
            at++;
            return true;
        }
        return false;
    }

    private FormatException none(String why) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return new FormatException("The text \"" + shown + "\" is no literal of Python's: " + why + ".");
    }
}
