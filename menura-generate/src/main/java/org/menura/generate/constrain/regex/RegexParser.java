package org.menura.generate.constrain.regex;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.generate.constrain.grammar.CodePoints;
import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.generate.constrain.grammar.Rx;

/** Reads a regular expression: what ECMA-262, Python's re and their kin have in common, and most of what they have alone. */
final class RegexParser {
    private static final int DEEPEST = 200;
    private static final int LARGEST_COUNT = 100_000;

    final RegexScanner in;
    private final Dialect dialect;
    private final RegexClassParser classes;
    private final Map<String, Integer> names = new HashMap<>();
    private int groups;
    private int depth;

    // Flags, as they are where the parser stands.
    private boolean anyCase;
    private boolean dotAll;
    private boolean multiLine;
    private boolean verbose;
    private boolean unicode;

    private RegexParser(String pattern, Dialect dialect) {
        this.in = new RegexScanner(pattern);
        this.dialect = dialect;
        this.classes = new RegexClassParser(in, dialect);
    }

    /**
     * Reads an expression.
     *
     * @throws GrammarException if it is wrong or has a construct that is not supported, with the position
     */
    static RegexNode parse(String pattern, Dialect dialect) {
        RegexParser p = new RegexParser(pattern, dialect);
        RegexNode node = p.alternatives();
        if (!p.in.atEnd()) {
            throw p.in.error("a closing parenthesis without an opening one");
        }
        return node;
    }

    private RegexNode alternatives() {
        if (++depth > DEEPEST) {
            throw in.error("groups nested more than %d deep".formatted(DEEPEST));
        }
        List<RegexNode> options = new ArrayList<>();
        options.add(sequence());
        while (in.take('|')) {
            options.add(sequence());
        }
        depth--;
        return options.size() == 1 ? options.getFirst() : new RegexNode.Alt(List.copyOf(options));
    }

    private RegexNode sequence() {
        List<RegexNode> parts = new ArrayList<>();
        while (!in.atEnd() && in.peek() != '|' && in.peek() != ')') {
            if (verbose && skipVerbose()) {
                continue;
            }
            int at = in.position();
            RegexNode atom = atom();
            while (verbose && skipVerbose()) {
                // what may stand between an atom and its count
            }
            parts.add(counted(atom, at));
        }
        return parts.size() == 1 ? parts.getFirst() : new RegexNode.Cat(List.copyOf(parts));
    }

    private boolean skipVerbose() {
        if (in.atEnd()) {
            return false;
        }
        int c = in.peek();
        if (c == '#') {
            while (!in.atEnd() && in.next() != '\n') {
                // a comment runs to the end of its line
            }
            return true;
        }
        if (c == ' ' || c >= '\t' && c <= '\r') {
            in.next();
            return true;
        }
        return false;
    }

    private RegexNode counted(RegexNode atom, int at) {
        RegexNode node = atom;
        boolean repeated = false;
        while (!in.atEnd()) {
            int min;
            int max = Rx.UNBOUNDED;
            int c = in.peek();
            if (c == '*' || c == '+' || c == '?') {
                in.next();
                min = c == '+' ? 1 : 0;
                max = c == '?' ? 1 : max;
            } else if (c == '{') {
                int[] bounds = bounds();
                if (bounds.length == 0) {
                    break;
                }
                min = bounds[0];
                max = bounds[1];
            } else {
                break;
            }
            if (repeated) {
                throw in.error("a repetition of a repetition, which must stand in parentheses", at);
            }
            if (atom instanceof RegexNode.Place && !in.isAt(at, '(')) {
                throw in.error("a repetition of an anchor", at);
            }
            if (max < min) {
                throw in.error("the repetition {%d,%d}, whose bounds are the wrong way round".formatted(min, max), at);
            }
            repeated = true;
            node = new RegexNode.Repeat(node, min, max, greed(), at);
        }
        return node;
    }

    private RegexNode.Greed greed() {
        if (in.take('?')) {
            return RegexNode.Greed.LAZY;
        }
        return in.take('+') ? RegexNode.Greed.POSSESSIVE : RegexNode.Greed.GREEDY;
    }

    /** {@code {m}}, {@code {m,}}, {@code {m,n}}, and {@code {,n}} in Python; empty, and nothing taken, if it is text. */
    private int[] bounds() {
        int start = in.position();
        in.next();
        int min = in.number(LARGEST_COUNT);
        boolean comma = in.take(',');
        int max = comma ? in.number(LARGEST_COUNT) : min;
        boolean counted = min >= 0 || comma && max >= 0 && dialect == Dialect.PYTHON;
        if (!counted || !in.take('}')) {
            in.back(start);
            return new int[0];
        }
        return new int[] {Math.max(0, min), max < 0 ? Rx.UNBOUNDED : max};
    }

    private RegexNode atom() {
        int at = in.position();
        int c = in.next();
        return switch (c) {
            case '(' -> group(at);
            case '[' -> new RegexNode.Set(classes.parse(anyCase, unicode));
            case '.' -> new RegexNode.Set(dot());
            case '^' -> place(multiLine ? RegexNode.Place.Kind.LINE_START : RegexNode.Place.Kind.START);
            case '$' -> place(end());
            case '\\' -> escape(at);
            case '*', '+', '?' -> throw in.error("a repetition of nothing", at);
            case '{' -> {
                in.back(at);
                if (bounds().length > 0) {
                    throw in.error("a repetition of nothing", at);
                }
                in.next();
                yield single(c);
            }
            default -> single(c);
        };
    }

    private RegexNode.Place.Kind end() {
        if (multiLine) {
            return RegexNode.Place.Kind.LINE_END;
        }
        return dialect == Dialect.PYTHON ? RegexNode.Place.Kind.END_OR_LAST_LINE_FEED : RegexNode.Place.Kind.END;
    }

    private RegexNode place(RegexNode.Place.Kind kind) {
        return new RegexNode.Place(kind, CharacterClasses.words(unicode));
    }

    private CodePoints dot() {
        if (dotAll) {
            return CodePoints.ALL;
        }
        return (dialect == Dialect.ECMA ? CharacterClasses.ECMA_LINE_ENDS : CharacterClasses.LINE_FEED).not();
    }

    private RegexNode single(int c) {
        if (c >= 0xD800 && c < 0xE000) {
            throw in.error("half of a surrogate pair");
        }
        CodePoints set = CodePoints.of(c);
        return new RegexNode.Set(anyCase ? CaseFolding.close(set) : set);
    }

    private RegexNode escape(int at) {
        if (in.atEnd()) {
            throw in.error("a backslash at the end", at);
        }
        int c = in.peek();
        switch (c) {
            case 'A' -> {
                in.next();
                return place(RegexNode.Place.Kind.START);
            }
            case 'Z', 'z' -> {
                in.next();
                return place(RegexNode.Place.Kind.END);
            }
            case 'b', 'B' -> {
                in.next();
                return place(c == 'b' ? RegexNode.Place.Kind.BOUNDARY : RegexNode.Place.Kind.NO_BOUNDARY);
            }
            case 'k' -> {
                in.next();
                if (!in.take('<')) {
                    throw in.error("\\k without the name of a group, as in \\k<name>", at);
                }
                return back(in.until('>'), at);
            }
            case 'G', 'K', 'X', 'R' -> throw in.error("\\%c, which is not supported".formatted(c), at);
            case 'Q', 'E' -> {
                if (dialect == Dialect.PYTHON) {
                    throw in.error("\\%c, which is not supported".formatted(c), at);
                }
            }
            default -> {
                if (c >= '1' && c <= '9') {
                    int start = in.position();
                    int number = in.number(LARGEST_COUNT);
                    if (number <= 99 && !in.isOctal(start)) {
                        return new RegexNode.Back(number, anyCase, at);
                    }
                    in.back(start);
                }
            }
        }
        CodePoints set = classes.escape(at, unicode);
        return new RegexNode.Set(anyCase && !RegexClassParser.isShorthand(c) ? CaseFolding.close(set) : set);
    }

    private RegexNode back(String name, int at) {
        Integer number = names.get(name);
        if (number == null) {
            throw in.error("a reference to the group \"%s\", which is not there before it".formatted(name), at);
        }
        return new RegexNode.Back(number, anyCase, at);
    }

    private RegexNode group(int at) {
        if (!in.take('?')) {
            int number = ++groups;
            return new RegexNode.Group(body(at), number);
        }
        if (in.atEnd()) {
            throw in.error("a group that is not closed", at);
        }
        int c = in.next();
        switch (c) {
            case ':' -> {
                return body(at);
            }
            case '=' -> {
                return new RegexNode.Look(body(at), true, false, at);
            }
            case '!' -> {
                return new RegexNode.Look(body(at), true, true, at);
            }
            case '>' -> {
                return new RegexNode.Atomic(body(at), at);
            }
            case '#' -> {
                in.until(')');
                return RegexNode.EMPTY;
            }
            case '<' -> {
                if (in.take('=')) {
                    return new RegexNode.Look(body(at), false, false, at);
                }
                if (in.take('!')) {
                    return new RegexNode.Look(body(at), false, true, at);
                }
                return named(in.until('>'), at);
            }
            case 'P' -> {
                if (in.take('<')) {
                    return named(in.until('>'), at);
                }
                if (in.take('=')) {
                    return back(in.until(')'), at);
                }
                throw in.error("a group that is not supported", at);
            }
            case '(' -> throw in.error("a condition on a group, which is not supported", at);
            case '|' -> throw in.error("a branch reset, which is not supported", at);
            case 'R', '&' -> throw in.error("a recursion, which is not supported", at);
            default -> {
                in.back(in.position() - Character.charCount(c));
                return flags(at);
            }
        }
    }

    private RegexNode named(String name, int at) {
        if (name.isEmpty() || !name.codePoints().allMatch(Character::isUnicodeIdentifierPart)) {
            throw in.error("the group name \"%s\", which is none".formatted(name), at);
        }
        int number = ++groups;
        if (names.put(name, number) != null && dialect == Dialect.PYTHON) {
            throw in.error("a second group with the name \"%s\"".formatted(name), at);
        }
        return new RegexNode.Group(body(at), number);
    }

    /** The rest of a group up to its parenthesis; flags set inside end with it. */
    private RegexNode body(int at) {
        boolean[] saved = {anyCase, dotAll, multiLine, verbose, unicode};
        RegexNode node = alternatives();
        if (!in.take(')')) {
            throw in.error("a group that is not closed", at);
        }
        restore(saved);
        return node;
    }

    private void restore(boolean[] saved) {
        anyCase = saved[0];
        dotAll = saved[1];
        multiLine = saved[2];
        verbose = saved[3];
        unicode = saved[4];
    }

    private RegexNode flags(int at) {
        boolean[] saved = {anyCase, dotAll, multiLine, verbose, unicode};
        boolean on = true;
        while (true) {
            int c = in.atEnd() ? -1 : in.next();
            switch (c) {
                case '-' -> on = false;
                case 'i' -> anyCase = on;
                case 's' -> dotAll = on;
                case 'm' -> multiLine = on;
                case 'x' -> verbose = on;
                case 'u' -> unicode = on;
                case 'a' -> unicode = !on;
                case ')' -> {
                    return RegexNode.EMPTY;
                }
                case ':' -> {
                    RegexNode node = alternatives();
                    if (!in.take(')')) {
                        throw in.error("a group that is not closed", at);
                    }
                    restore(saved);
                    return node;
                }
                default -> throw in.error("a group or flag that is not supported", at);
            }
        }
    }
}
