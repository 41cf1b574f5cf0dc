package org.menura.format.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.menura.format.FormatException;

/**
 * Refuses regular expressions that backtrack without measure. The native library's engine (Oniguruma) gives up after
 * 10⁷ steps and then ends the process, so a pattern from a file must need no more steps than a small multiple of the
 * text's length: of all repetitions without end in a sequence, only one may be followed by something that can fail, and
 * none may repeat something that itself can match in several ways.
 *
 * <p>The known pre-tokenizers' patterns pass as they are; two of them nest repetitions that never fail.
 */
final class RegexCheck {
    private static final int MAX_LENGTH = 10_000;
    private static final int MAX_DEPTH = 50;
    private static final int MANY = 16;
    private static final double MAX_WAYS = 10_000;
    private static final Set<String> KNOWN = Stream.concat(
                    PreTokenizer.all().values().stream().flatMap(kind -> kind.patterns().stream()),
                    SentencePieceJson.PATTERNS.stream())
            .collect(Collectors.toUnmodifiableSet());

    private final String regex;
    private int pos;

    private RegexCheck(String regex) {
        this.regex = regex;
    }

    /**
     * Checks a pattern.
     *
     * @throws FormatException if it is not known to be safe
     */
    static void check(String regex) {
        if (KNOWN.contains(regex)) {
            return;
        }
        RegexCheck check = new RegexCheck(regex);
        check.weigh(check.whole(), false);
    }

    /** Whether this is one of the known pre-tokenizers' patterns. */
    static boolean isKnown(String regex) {
        return KNOWN.contains(regex);
    }

    /**
     * Whether a pattern may match where there is nothing.
     *
     * @throws FormatException if it is malformed
     */
    static boolean matchesNothing(String regex) {
        return new RegexCheck(regex).whole().nullable;
    }

    private Node whole() {
        if (regex.length() > MAX_LENGTH) {
            throw unsafe("is longer than " + MAX_LENGTH + " characters");
        }
        Node whole = alternatives(0);
        if (pos < regex.length()) {
            throw unsafe("has a parenthesis too many");
        }
        return whole;
    }

    /**
     * A part of a pattern.
     *
     * @param alternatives sequences of parts; empty for a single character
     * @param endless whether it is repeated without end
     * @param ways in how many ways it can match, repetitions without end left aside
     * @param nullable whether it may match nothing
     * @param assertion whether it is a look-around or an anchor, which consumes nothing and can fail
     */
    private record Node(
            List<List<Node>> alternatives, boolean endless, double ways, boolean nullable, boolean assertion) {
        boolean variable() {
            return ways > 1
                    || alternatives.size() > 1
                    || alternatives.stream().flatMap(List::stream).anyMatch(part -> part.endless || part.variable());
        }
    }

    /** Counts the repetitions without end that are followed by something that can fail. */
    private int weigh(Node node, boolean mayFailBehind) {
        int most = 0;
        for (List<Node> sequence : node.alternatives) {
            int count = 0;
            boolean mayFail = mayFailBehind;
            for (Node part : sequence.reversed()) {
                count += (part.endless && mayFail ? 1 : 0) + weigh(part, mayFail);
                mayFail |= part.assertion || !part.nullable;
            }
            most = Math.max(most, count);
        }
        if (most > 1) {
            throw unsafe("has several repetitions without end before something that can fail");
        }
        return most;
    }

    private Node alternatives(int depth) {
        if (depth > MAX_DEPTH) {
            throw unsafe("is nested too deeply");
        }
        List<List<Node>> all = new ArrayList<>();
        double ways = 0;
        boolean nullable = false;
        do {
            List<Node> sequence = new ArrayList<>();
            while (pos < regex.length() && peek() != '|' && peek() != ')') {
                sequence.add(repeated(depth));
            }
            all.add(sequence);
            ways += sequence.stream().mapToDouble(Node::ways).reduce(1, (a, b) -> a * b);
            nullable |= sequence.stream().allMatch(Node::nullable);
        } while (accept('|'));
        if (ways > MAX_WAYS) {
            throw unsafe("can match in too many ways");
        }
        return new Node(all, false, ways, nullable, false);
    }

    private Node repeated(int depth) {
        Node atom = atom(depth);
        int min = 1;
        int max = 1;
        char c = pos < regex.length() ? peek() : '\0';
        if (c == '*' || c == '+' || c == '?') {
            pos++;
            min = c == '+' ? 1 : 0;
            max = c == '?' ? 1 : Integer.MAX_VALUE;
            // lazy or possessive
            if (!accept('?')) {
                accept('+');
            }
        } else if (c == '{' && regex.substring(pos).matches("(?s)\\{\\d{0,5}(,\\d{0,5})?}.*")) {
            int close = regex.indexOf('}', pos);
            String[] bounds = regex.substring(pos + 1, close).split(",", -1);
            min = bounds[0].isEmpty() ? 0 : Integer.parseInt(bounds[0]);
            max = bounds.length == 1 ? min : bounds[1].isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(bounds[1]);
            pos = close + 1;
            accept('?');
        } else {
            return atom;
        }
        if (pos < regex.length() && "*+?".indexOf(peek()) >= 0) {
            throw unsafe("repeats a repetition");
        }
        boolean endless = max > MANY && max > min;
        if (max > 1
                && atom.variable()
                && (max > MANY
                        || atom.alternatives.stream().flatMap(List::stream).anyMatch(part -> part.endless))) {
            throw unsafe("repeats something that can match in several ways");
        }
        double ways = endless ? 1 : Math.pow(atom.ways, Math.min(max, MANY)) * Math.max(1, max - min + 1.0);
        if (ways > MAX_WAYS) {
            throw unsafe("can match in too many ways");
        }
        return new Node(atom.alternatives, endless, ways, atom.nullable || min == 0, atom.assertion);
    }

    private Node atom(int depth) {
        char c = regex.charAt(pos++);
        return switch (c) {
            case '(' -> group(depth);
            case '[' -> {
                skipClass(0);
                yield single(false);
            }
            case '\\' -> escape();
            case '^', '$' -> single(true);
            default -> single(false);
        };
    }

    private Node group(int depth) {
        boolean assertion = false;
        if (accept('?')) {
            int start = pos;
            while (pos < regex.length() && "imsa-".indexOf(peek()) >= 0) {
                pos++;
            }
            boolean flags = pos > start;
            if (flags && accept(')')) {
                return new Node(List.of(), false, 1, true, false);
            }
            if (!accept(':') && !(!flags && accept('>'))) {
                accept('<');
                assertion = !flags && (accept('=') || accept('!'));
                if (!assertion) {
                    throw unsafe("has a kind of group that is not supported");
                }
            }
        }
        Node inside = alternatives(depth + 1);
        if (!accept(')')) {
            throw unsafe("has a parenthesis that does not end");
        }
        return new Node(inside.alternatives, false, inside.ways, inside.nullable || assertion, assertion);
    }

    private Node escape() {
        if (pos == regex.length()) {
            throw unsafe("ends in a backslash");
        }
        char c = regex.charAt(pos++);
        if ("gkKQEyYXR".indexOf(c) >= 0 || (c >= '1' && c <= '9')) {
            throw unsafe("has '\\" + c + "', which is not supported");
        }
        if (pos < regex.length() && "pPxo".indexOf(c) >= 0 && peek() == '{') {
            int close = regex.indexOf('}', pos);
            pos = close < 0 ? regex.length() : close + 1;
        }
        return single("bBAzZG".indexOf(c) >= 0);
    }

    private void skipClass(int depth) {
        if (depth > MAX_DEPTH) {
            throw unsafe("is nested too deeply");
        }
        accept('^');
        accept(']');
        while (pos < regex.length()) {
            char c = regex.charAt(pos++);
            if (c == ']') {
                return;
            }
            if (c == '\\') {
                pos++;
            } else if (c == '[') {
                skipClass(depth + 1);
            }
        }
        throw unsafe("has a bracket that does not end");
    }

    private static Node single(boolean assertion) {
        return new Node(List.of(), false, 1, assertion, assertion);
    }

    private char peek() {
        return regex.charAt(pos);
    }

    private boolean accept(char c) {
        if (pos < regex.length() && peek() == c) {
            pos++;
            return true;
        }
        return false;
    }

    private FormatException unsafe(String why) {
        String shown = regex.length() > 200 ? regex.substring(0, 200) + "…" : regex;
        return new FormatException("The tokenizer.json has the regular expression '" + shown
                + "', which could run without end: it " + why + ".");
    }
}
