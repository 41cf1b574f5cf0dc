package org.menura.format.python;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * Translates a regular expression of Python's {@code re} into Java's, as {@code sre_parse} of CPython 3.11 reads it. Literal
 * characters, classes and anchors are written out in full, so that no flag of Java's but those for case is needed.
 */
final class RegexTranslator {
    private static final int MAX_DEPTH = 150;
    private static final int MAX_LENGTH = 200_000;
    private static final int ENDLESS = Integer.MAX_VALUE;
    private static final String FLAGS = "aiLmsux";
    private static final int[] FLAG_BITS = {
        PythonRegex.ASCII, PythonRegex.IGNORECASE, 4, PythonRegex.MULTILINE, PythonRegex.DOTALL, 32, PythonRegex.VERBOSE
    };

    private final RegexCursor in;
    private final Map<String, Integer> names = new HashMap<>();
    private final Map<Integer, Part> closed = new HashMap<>();
    private int groups;

    private RegexTranslator(String pattern) {
        this.in = new RegexCursor(pattern);
    }

    /** What an expression became: Java's text, the number of groups, and the numbers of those with names. */
    record Translation(String java, int groups, Map<String, Integer> names) {}

    /**
     * A part of an expression.
     *
     * @param min how many characters it matches at least
     * @param max and at most
     */
    private record Part(String java, int min, int max, Kind kind) {
        static Part one(String java) {
            return new Part(java, 1, 1, Kind.ATOM);
        }

        static Part anchor(String java) {
            return new Part(java, 0, 0, Kind.ANCHOR);
        }
    }

    private enum Kind {
        ATOM,
        ANCHOR,
        REPEATED
    }

    static Translation translate(String pattern, int flags) {
        if (pattern.length() > MAX_LENGTH) {
            throw new FormatException("A regular expression is longer than " + MAX_LENGTH + " characters.");
        }
        RegexTranslator translator = new RegexTranslator(pattern);
        int all = translator.globalFlags(flags);
        Part whole = translator.alternatives(all, 0);
        if (!translator.in.atEnd()) {
            throw translator.in.bad("it has a closing parenthesis too many");
        }
        String prefix = (all & PythonRegex.IGNORECASE) == 0 ? "" : (all & PythonRegex.ASCII) == 0 ? "(?iu)" : "(?i)";
        return new Translation(prefix + whole.java, translator.groups, Map.copyOf(translator.names));
    }

    /** Flags at the very beginning hold for all of the expression. */
    private int globalFlags(int flags) {
        int all = flags;
        while (in.lookingAt("(?") && FLAGS.indexOf(in.peek(2)) >= 0) {
            int start = in.at;
            in.at += 2;
            int read = 0;
            while (FLAGS.indexOf(in.peek(0)) >= 0 && !in.atEnd()) {
                read |= flag(in.next());
            }
            if (!in.accept(')')) {
                in.at = start;
                break;
            }
            all |= read;
        }
        return all;
    }

    private int flag(int letter) {
        if (letter == 'L') {
            throw in.bad("the flag L is only for bytes");
        }
        return FLAG_BITS[FLAGS.indexOf(letter)];
    }

    private Part alternatives(int flags, int depth) {
        if (depth > MAX_DEPTH) {
            throw in.bad("it is nested too deeply");
        }
        StringBuilder java = new StringBuilder();
        int min = ENDLESS;
        int max = 0;
        String separator = "";
        do {
            Part sequence = sequence(flags, depth);
            java.append(separator).append(sequence.java);
            min = Math.min(min, sequence.min);
            max = Math.max(max, sequence.max);
            separator = "|";
        } while (in.accept('|'));
        return new Part(java.toString(), min, max, Kind.ATOM);
    }

    private Part sequence(int flags, int depth) {
        List<Part> parts = new ArrayList<>();
        boolean verbose = (flags & PythonRegex.VERBOSE) != 0;
        while (!in.atEnd() && in.peek(0) != '|' && in.peek(0) != ')') {
            int c = in.next();
            if (verbose && " \t\n\r\u000b\f".indexOf(c) >= 0) {
                continue;
            }
            if (verbose && c == '#') {
                in.skipLine();
                continue;
            }
            if (c == '*' || c == '+' || c == '?' || c == '{') {
                repeat(parts, c);
                continue;
            }
            Part part = atom(c, flags, depth);
            if (part != null) {
                parts.add(part);
            }
        }
        StringBuilder java = new StringBuilder();
        long min = 0;
        long max = 0;
        for (Part part : parts) {
            java.append(part.java);
            min += part.min;
            max += part.max;
        }
        return new Part(java.toString(), clamp(min), clamp(max), Kind.ATOM);
    }

    private static int clamp(long width) {
        return (int) Math.min(width, ENDLESS);
    }

    private void repeat(List<Part> parts, int c) {
        long min = c == '+' ? 1 : 0;
        long max = c == '?' ? 1 : ENDLESS;
        if (c == '{') {
            int start = in.at;
            if (in.peek(0) == '}') {
                parts.add(Part.one(RegexSet.literal('{')));
                return;
            }
            String low = in.digits();
            boolean comma = in.accept(',');
            String high = comma ? in.digits() : low;
            if (!in.accept('}')) {
                in.at = start;
                parts.add(Part.one(RegexSet.literal('{')));
                return;
            }
            min = bound(low, 0);
            max = bound(high, comma ? ENDLESS : min);
            if (max < min) {
                throw in.bad("a repetition's least count is above its greatest");
            }
        }
        Part last = parts.isEmpty() ? Part.anchor("") : parts.removeLast();
        if (last.kind == Kind.ANCHOR) {
            throw in.bad("there is nothing to repeat");
        }
        if (last.kind == Kind.REPEATED) {
            throw in.bad("it repeats a repetition");
        }
        String how = in.accept('?') ? "?" : in.accept('+') ? "+" : "";
        String count =
                c == '{' ? "{" + min + (max == min ? "" : "," + (max == ENDLESS ? "" : max)) + "}" : "" + (char) c;
        parts.add(new Part(
                last.java + count + how,
                clamp(min * last.min),
                max == ENDLESS && last.max > 0 ? ENDLESS : clamp(max * last.max),
                Kind.REPEATED));
    }

    private long bound(String digits, long absent) {
        if (digits.length() > 9) {
            throw in.bad("a count of repetitions is too large");
        }
        return digits.isEmpty() ? absent : Long.parseLong(digits);
    }

    /** Null for what matches nothing and can't be repeated: a comment. */
    private @Nullable Part atom(int c, int flags, int depth) {
        boolean lines = (flags & PythonRegex.MULTILINE) != 0;
        return switch (c) {
            case '.' -> Part.one((flags & PythonRegex.DOTALL) != 0 ? "(?s:.)" : "[^\\x{a}]");
            case '^' -> Part.anchor(lines ? "(?<![^\\x{a}])" : "\\A");
            case '$' -> Part.anchor(lines ? "(?![^\\x{a}])" : "(?=\\x{a}?\\z)");
            case '[' -> Part.one(RegexSet.read(in, flags));
            case '(' -> group(flags, depth);
            case '\\' -> escape(flags);
            default -> Part.one(RegexSet.literal(c));
        };
    }

    private Part escape(int flags) {
        if (in.atEnd()) {
            throw in.bad("it ends in a backslash");
        }
        int c = in.next();
        boolean ascii = (flags & PythonRegex.ASCII) != 0;
        return switch (c) {
            case 'A' -> Part.anchor("\\A");
            case 'Z' -> Part.anchor("\\z");
            case 'b' -> Part.anchor(RegexSet.boundary(ascii, false));
            case 'B' -> Part.anchor(RegexSet.boundary(ascii, true));
            case 'd', 'D', 's', 'S', 'w', 'W' -> Part.one(RegexSet.category(c, ascii));
            case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> reference(c);
            default -> Part.one(RegexSet.literal(in.escaped(c, false)));
        };
    }

    /** A reference to a group, or an octal escape of three digits. */
    private Part reference(int first) {
        int number = first - '0';
        if (in.peek(0) >= '0' && in.peek(0) <= '9') {
            int second = in.next();
            if (first <= '7' && second <= '7' && in.peek(0) >= '0' && in.peek(0) <= '7') {
                int code = Integer.parseInt("" + (char) first + (char) second + (char) in.next(), 8);
                if (code > 0xff) {
                    throw in.bad("an octal escape is above \\377");
                }
                return Part.one(RegexSet.literal(code));
            }
            number = number * 10 + second - '0';
        }
        return reference(number, "\\" + number);
    }

    private Part reference(int number, String shown) {
        Part group = closed.get(number);
        if (group == null) {
            throw in.bad("'" + shown + "' refers to a group that is not there yet");
        }
        return new Part("(?:\\" + number + ")", group.min, group.max, Kind.ATOM);
    }

    private @Nullable Part group(int flags, int depth) {
        if (!in.accept('?')) {
            return capture(flags, depth);
        }
        int c = in.atEnd() ? -1 : in.next();
        return switch (c) {
            case 'P' -> named(flags, depth);
            case ':' -> wrapped("(?:", flags, depth);
            case '>' -> wrapped("(?>", flags, depth);
            case '=' -> ahead("(?=", flags, depth);
            case '!' -> ahead("(?!", flags, depth);
            case '<' -> behind(flags, depth);
            case '#' -> {
                while (!in.accept(')')) {
                    if (in.atEnd()) {
                        throw in.bad("a comment does not end");
                    }
                    in.next();
                }
                yield null;
            }
            case '(' -> throw in.bad("conditions such as (?(1)…|…) have no counterpart in Java");
            default -> scoped(c, flags, depth);
        };
    }

    private Part capture(int flags, int depth) {
        int number = ++groups;
        Part inside = alternatives(flags, depth + 1);
        close();
        Part group = new Part("(" + inside.java + ")", inside.min, inside.max, Kind.ATOM);
        closed.put(number, group);
        return group;
    }

    private Part named(int flags, int depth) {
        if (in.accept('<')) {
            String name = in.until('>');
            if (!isIdentifier(name) || names.containsKey(name)) {
                throw in.bad("'" + name + "' is no name for a group, or is one already");
            }
            names.put(name, groups + 1);
            return capture(flags, depth);
        }
        if (in.accept('=')) {
            String name = in.until(')');
            Integer number = names.get(name);
            if (number == null) {
                throw in.bad("there is no group named '" + name + "'");
            }
            return reference(number, name);
        }
        throw in.bad("(?P is followed by neither < nor =");
    }

    private static boolean isIdentifier(String name) {
        return !name.isEmpty()
                && (name.charAt(0) == '_' || Character.isUnicodeIdentifierStart(name.codePointAt(0)))
                && name.codePoints().skip(1).allMatch(Character::isUnicodeIdentifierPart);
    }

    private Part wrapped(String before, int flags, int depth) {
        Part inside = alternatives(flags, depth + 1);
        close();
        return new Part(before + inside.java + ")", inside.min, inside.max, Kind.ATOM);
    }

    private Part ahead(String before, int flags, int depth) {
        return new Part(wrapped(before, flags, depth).java, 0, 0, Kind.ATOM);
    }

    private Part behind(int flags, int depth) {
        boolean not = in.accept('!');
        if (!not && !in.accept('=')) {
            throw in.bad("(?< is followed by neither = nor !; Python's names are (?P<name>…)");
        }
        Part inside = alternatives(flags, depth + 1);
        close();
        if (inside.min != inside.max) {
            throw in.bad("what it looks behind for has no fixed width");
        }
        // The second alternative never matches. It makes Java step back by code points instead of surrogates.
        String java = (not ? "(?<!" : "(?<=") + "(?:" + inside.java + ")|(?!)\uD83D\uDE00)";
        return new Part(java, 0, 0, Kind.ATOM);
    }

    /** Flags that hold inside of a group. */
    private Part scoped(int first, int flags, int depth) {
        int on = 0;
        int off = 0;
        int c = first;
        while (c >= 0 && FLAGS.indexOf(c) >= 0) {
            on |= flag(c);
            c = in.atEnd() ? -1 : in.next();
        }
        if (c == ')') {
            throw in.bad("flags for all of it stand elsewhere than at its beginning");
        }
        if (c == '-') {
            c = in.atEnd() ? -1 : in.next();
            while (c >= 0 && FLAGS.indexOf(c) >= 0) {
                off |= flag(c);
                c = in.atEnd() ? -1 : in.next();
            }
        }
        if (c != ':') {
            throw in.bad("(? is followed by what is no kind of group");
        }
        int unicode = on & 32;
        int inner = (flags | on) & ~off & (unicode != 0 ? ~PythonRegex.ASCII : -1);
        boolean folds = (inner & PythonRegex.IGNORECASE) != 0;
        boolean ascii = (inner & PythonRegex.ASCII) != 0;
        String before = folds ? (ascii ? "(?i-u:" : "(?iu:") : "(?-iu:";
        return wrapped(before, inner, depth);
    }

    private void close() {
        if (!in.accept(')')) {
            throw in.bad("a parenthesis does not end");
        }
    }
}
