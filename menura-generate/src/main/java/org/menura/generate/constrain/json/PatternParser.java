package org.menura.generate.constrain.json;

import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.generate.constrain.grammar.CodePoints;

/**
 * Parses regular expressions of ECMA-262 over code points (its "u" mode, but tolerant of needless escapes). What no
 * automaton can follow is refused: back-references, word boundaries, looking behind.
 */
final class PatternParser {
    private static final int MAX_REPEAT = 100_000;
    private static final int MAX_DEPTH = 200;
    private static final CodePoints NEWLINES = CodePoints.of("\n\r\u2028\u2029");

    private final int[] text;
    private int at;
    private int depth;
    private boolean ignoreCase;
    private boolean dotAll;

    private PatternParser(String regex) {
        this.text = regex.codePoints().toArray();
    }

    static Pattern parse(String regex) {
        PatternParser p = new PatternParser(regex);
        Pattern all = p.choice();
        if (p.at < p.text.length) {
            throw p.wrong("has a \")\" without its \"(\"");
        }
        return all;
    }

    private FormatException wrong(String reason) {
        return new FormatException("it %s (at character %d)".formatted(reason, at + 1));
    }

    private int peek() {
        return at < text.length ? text[at] : -1;
    }

    private boolean take(int c) {
        if (peek() == c) {
            at++;
            return true;
        }
        return false;
    }

    private boolean take(String s) {
        int[] cs = s.codePoints().toArray();
        for (int i = 0; i < cs.length; i++) {
            if (at + i >= text.length || text[at + i] != cs[i]) {
                return false;
            }
        }
        at += cs.length;
        return true;
    }

    private Pattern choice() {
        if (++depth > MAX_DEPTH) {
            throw wrong("nests more than %d groups".formatted(MAX_DEPTH));
        }
        List<Pattern> options = new ArrayList<>();
        do {
            options.add(sequence());
        } while (take('|'));
        depth--;
        return options.size() == 1 ? options.getFirst() : new Pattern.Choice(options);
    }

    private Pattern sequence() {
        List<Pattern> parts = new ArrayList<>();
        while (at < text.length && peek() != '|' && peek() != ')') {
            Pattern atom = atom();
            parts.add(quantified(atom));
        }
        return parts.size() == 1 ? parts.getFirst() : new Pattern.Sequence(parts);
    }

    private Pattern quantified(Pattern atom) {
        int min;
        int max;
        int c = peek();
        if (take('*')) {
            min = 0;
            max = -1;
        } else if (take('+')) {
            min = 1;
            max = -1;
        } else if (take('?')) {
            min = 0;
            max = 1;
        } else if (c == '{') {
            int start = at;
            at++;
            min = digits();
            if (min < 0) {
                at = start;
                return atom;
            }
            max = min;
            if (take(',')) {
                max = digits();
            }
            if (!take('}')) {
                at = start;
                return atom;
            }
            if (max >= 0 && max < min) {
                throw wrong("repeats at least %d and at most %d times".formatted(min, max));
            }
        } else {
            return atom;
        }
        if (atom instanceof Pattern.Start || atom instanceof Pattern.End) {
            throw wrong("repeats an anchor");
        }
        take('?');
        if (peek() == '*' || peek() == '+' || peek() == '?') {
            throw wrong("has a repetition of a repetition");
        }
        return new Pattern.Repeat(atom, min, max);
    }

    private int digits() {
        int start = at;
        long n = 0;
        while (peek() >= '0' && peek() <= '9') {
            n = Math.min(Integer.MAX_VALUE, n * 10 + (text[at++] - '0'));
        }
        if (at == start) {
            return -1;
        }
        if (n > MAX_REPEAT) {
            throw wrong("repeats more than %,d times".formatted(MAX_REPEAT));
        }
        return (int) n;
    }

    private Pattern atom() {
        int c = text[at++];
        return switch (c) {
            case '^' -> new Pattern.Start();
            case '$' -> new Pattern.End();
            case '.' -> new Pattern.Chars(dotAll ? CodePoints.ALL : CodePoints.ALL.minus(NEWLINES));
            case '[' -> new Pattern.Chars(set());
            case '(' -> group();
            case '\\' -> escape();
            case '*', '+', '?' -> {
                at--;
                throw wrong("repeats nothing");
            }
            default -> chars(CodePoints.of(c));
        };
    }

    private Pattern chars(CodePoints set) {
        return new Pattern.Chars(ignoreCase ? PatternClasses.anyCase(set) : set);
    }

    private Pattern group() {
        boolean caseBefore = ignoreCase;
        boolean dotBefore = dotAll;
        Pattern body;
        if (take("?=")) {
            body = new Pattern.Ahead(choice(), false);
        } else if (take("?!")) {
            body = new Pattern.Ahead(choice(), true);
        } else if (take("?<=") || take("?<!")) {
            throw wrong("looks behind, which is not supported");
        } else if (take("?<") || take("?P<")) {
            while (at < text.length && peek() != '>') {
                at++;
            }
            take('>');
            body = choice();
        } else if (take("?>")) {
            throw wrong("has an atomic group, which ECMA-262 does not know");
        } else if (take('?')) {
            boolean on = true;
            while (peek() != ':' && peek() != ')') {
                int flag = at < text.length ? text[at++] : -1;
                switch (flag) {
                    case '-' -> on = false;
                    case 'i' -> ignoreCase = on;
                    case 's' -> dotAll = on;
                    default -> throw wrong("has a group that ECMA-262 does not know");
                }
            }
            if (take(')')) {
                // The flags hold to the end of the group around.
                Pattern rest = sequence();
                return rest;
            }
            take(':');
            body = choice();
        } else {
            body = choice();
        }
        if (!take(')')) {
            throw wrong("has a \"(\" without its \")\"");
        }
        ignoreCase = caseBefore;
        dotAll = dotBefore;
        return body;
    }

    private Pattern escape() {
        int c = peek();
        if (c == 'b' || c == 'B') {
            throw wrong("asks for a word boundary, which is not supported");
        }
        if (c >= '1' && c <= '9' || c == 'k') {
            throw wrong("refers back to a group, which no automaton can follow");
        }
        return chars(escaped());
    }

    /** Reads what follows a backslash. */
    private CodePoints escaped() {
        if (at >= text.length) {
            throw wrong("ends with a \"\\\"");
        }
        int c = text[at++];
        return switch (c) {
            case 'd' -> PatternClasses.DIGITS;
            case 'D' -> PatternClasses.DIGITS.not();
            case 'w' -> PatternClasses.WORD;
            case 'W' -> PatternClasses.WORD.not();
            case 's' -> PatternClasses.SPACE;
            case 'S' -> PatternClasses.SPACE.not();
            case 't' -> CodePoints.of('\t');
            case 'n' -> CodePoints.of('\n');
            case 'r' -> CodePoints.of('\r');
            case 'f' -> CodePoints.of('\f');
            case 'v' -> CodePoints.of(0x0B);
            case '0' -> CodePoints.of(0);
            case 'b' -> CodePoints.of('\b');
            case 'c' -> {
                int letter = at < text.length ? text[at++] : -1;
                if (!(letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z')) {
                    throw wrong("has a \\c without a letter");
                }
                yield CodePoints.of(letter % 32);
            }
            case 'x' -> CodePoints.of(hex(2));
            case 'u' -> CodePoints.of(unicode());
            case 'p', 'P' -> property(c == 'P');
            default -> {
                if (c < 128 && Character.isLetterOrDigit(c)) {
                    at--;
                    throw wrong("has the escape \\%c, which ECMA-262 does not know".formatted(c));
                }
                yield CodePoints.of(c);
            }
        };
    }

    private CodePoints property(boolean negated) {
        if (!take('{')) {
            throw wrong("has a \\p without a name in braces");
        }
        StringBuilder name = new StringBuilder();
        while (at < text.length && peek() != '}') {
            name.appendCodePoint(text[at++]);
        }
        if (!take('}')) {
            throw wrong("has a \\p{ without its end");
        }
        CodePoints set = PatternClasses.property(name.toString());
        if (set == null) {
            throw wrong("names the property %s, which is not known".formatted(name));
        }
        return negated ? set.not() : set;
    }

    private int unicode() {
        if (take('{')) {
            int n = 0;
            while (peek() != '}') {
                n = n * 16 + Character.digit(Math.max(0, peek()), 16);
                if (at >= text.length || Character.digit(text[at], 16) < 0 || n > 0x10FFFF) {
                    throw wrong("has a \\u{ without hexadecimal digits and its end");
                }
                at++;
            }
            at++;
            return scalar(n);
        }
        int first = hex(4);
        if (Character.isHighSurrogate((char) first)
                && at + 1 < text.length
                && text[at] == '\\'
                && text[at + 1] == 'u') {
            at += 2;
            int second = hex(4);
            if (Character.isLowSurrogate((char) second)) {
                return Character.toCodePoint((char) first, (char) second);
            }
            throw wrong("has half of a surrogate pair");
        }
        return scalar(first);
    }

    private int scalar(int c) {
        if (c >= 0xD800 && c <= 0xDFFF) {
            throw wrong("has half of a surrogate pair");
        }
        return c;
    }

    private int hex(int digits) {
        int n = 0;
        for (int i = 0; i < digits; i++) {
            int d = at < text.length && text[at] < 128 ? Character.digit(text[at], 16) : -1;
            if (d < 0) {
                throw wrong("has an escape without its %d hexadecimal digits".formatted(digits));
            }
            n = n * 16 + d;
            at++;
        }
        return n;
    }

    /** Reads a set behind its opening bracket. */
    private CodePoints set() {
        boolean negated = take('^');
        CodePoints all = CodePoints.NONE;
        while (true) {
            if (at >= text.length) {
                throw wrong("has a \"[\" without its \"]\"");
            }
            if (take(']')) {
                break;
            }
            CodePoints low = member();
            if (peek() == '-' && at + 1 < text.length && text[at + 1] != ']') {
                int back = at;
                at++;
                CodePoints high = member();
                if (low.size() == 1 && high.size() == 1) {
                    if (high.first() < low.first()) {
                        throw wrong("has a range whose end is before its start");
                    }
                    all = all.or(CodePoints.range(low.first(), high.first()));
                    continue;
                }
                at = back + 1;
                all = all.or(CodePoints.of('-'));
            }
            all = all.or(low);
        }
        if (ignoreCase) {
            all = PatternClasses.anyCase(all);
        }
        return negated ? all.not() : all;
    }

    private CodePoints member() {
        int c = text[at++];
        if (c == '\\') {
            return escaped();
        }
        return surrogate(c) ? CodePoints.NONE : CodePoints.of(c);
    }

    private static boolean surrogate(int c) {
        return c >= 0xD800 && c <= 0xDFFF;
    }
}
