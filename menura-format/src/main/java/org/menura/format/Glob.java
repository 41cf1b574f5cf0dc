package org.menura.format;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;
import org.menura.tensor.annotation.Internal;

/**
 * Pattern of file names in the syntax of {@link java.nio.file.FileSystem#getPathMatcher}'s {@code glob}. It is matched by following all of
 * its states at once: in time proportional to the name, where the JDK's own tries each way that many stars may be cut, one after the other.
 */
@Internal
public final class Glob {
    private static final String WILD = "*?[{";

    private sealed interface State {}

    /** Takes one character and goes on to the next state. */
    private record One(IntPredicate wanted) implements State {}

    /** Takes any number of characters, then goes on to the next state. */
    private record Any(IntPredicate wanted) implements State {}

    /** Goes on to each of these states, without a character. */
    private record Branch(List<Integer> to) implements State {}

    private static final State END = new Branch(List.of());

    private final String pattern;
    private final List<State> states = new ArrayList<>();
    private int at;

    private Glob(String pattern) {
        this.pattern = pattern;
        while (at < pattern.length()) {
            if (pattern.charAt(at) == '{') {
                at++;
                alternatives();
            } else {
                item();
            }
        }
    }

    /**
     * Reads a pattern: {@code *} and {@code ?} stay within a name, {@code **} crosses folders, {@code [a-z]} and {@code [!a]} are one
     * character, <code>{a,b}</code> alternatives, a backslash takes the next character as it is.
     *
     * @throws FormatException if it is none
     */
    public static Glob of(String pattern) {
        return new Glob(pattern);
    }

    /** Tells whether a text has characters that make it a pattern. */
    public static boolean isWild(String text) {
        return firstWild(text) < text.length();
    }

    /** Finds the first character that makes a text a pattern; its length if there is none. */
    public static int firstWild(String text) {
        int i = 0;
        while (i < text.length() && WILD.indexOf(text.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    /** Tells whether a path, as it is written, matches from its beginning to its end. */
    public boolean matches(Path path) {
        return matches(path.toString());
    }

    /** Tells whether a text matches from its beginning to its end. */
    public boolean matches(String text) {
        BitSet now = new BitSet();
        reach(0, now);
        for (int i = 0; i < text.length() && !now.isEmpty(); i++) {
            char c = text.charAt(i);
            BitSet then = new BitSet();
            for (int s = now.nextSetBit(0); s >= 0 && s < states.size(); s = now.nextSetBit(s + 1)) {
                switch (states.get(s)) {
                    case One one when one.wanted.test(c) -> reach(s + 1, then);
                    case Any any when any.wanted.test(c) -> reach(s, then);
                    default -> {}
                }
            }
            now = then;
        }
        return now.get(states.size());
    }

    /** Adds a state and those that it reaches without a character. */
    private void reach(int state, BitSet to) {
        Deque<Integer> open = new ArrayDeque<>(List.of(state));
        while (!open.isEmpty()) {
            int s = open.pop();
            if (!to.get(s)) {
                to.set(s);
                switch (s < states.size() ? states.get(s) : END) {
                    case One _ -> {}
                    case Any _ -> open.push(s + 1);
                    case Branch branch -> branch.to.forEach(open::push);
                }
            }
        }
    }

    private void item() {
        char c = pattern.charAt(at++);
        switch (c) {
            case '*' -> {
                boolean crosses = at < pattern.length() && pattern.charAt(at) == '*';
                at += crosses ? 1 : 0;
                states.add(new Any(crosses ? x -> true : x -> x != '/'));
            }
            case '?' -> states.add(new One(x -> x != '/'));
            case '[' -> states.add(new One(characters()));
            case '\\' -> states.add(literal(taken("a backslash stands at its end")));
            default -> states.add(literal(c));
        }
    }

    private static One literal(char c) {
        return new One(x -> x == c);
    }

    /** Lays out: the fork, an alternative, its way out, the next alternative, its way out; each way out leads behind the last one. */
    private void alternatives() {
        Branch fork = new Branch(new ArrayList<>());
        Branch out = new Branch(new ArrayList<>());
        states.add(fork);
        fork.to.add(states.size());
        for (char c = inBraces(); c != '}'; c = inBraces()) {
            if (c == ',') {
                states.add(out);
                fork.to.add(states.size());
            } else if (c == '{') {
                throw broken("a { stands within another one");
            } else {
                at--;
                item();
            }
        }
        out.to.add(states.size());
    }

    private char inBraces() {
        return taken("a { is not closed");
    }

    private IntPredicate characters() {
        boolean not = at < pattern.length() && pattern.charAt(at) == '!';
        at += not ? 1 : 0;
        BitSet set = new BitSet();
        for (char c = inBrackets(); c != ']'; c = inBrackets()) {
            char last = c;
            if (c != '-' && at + 1 < pattern.length() && pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']') {
                last = pattern.charAt(at + 1);
                at += 2;
            }
            if (c == '/' || last == '/') {
                throw broken("a / stands between [ and ]");
            }
            if (last < c) {
                throw broken("the range %c-%c is empty".formatted(c, last));
            }
            set.set(c, last + 1);
        }
        if (set.isEmpty()) {
            throw broken("nothing stands between [ and ]");
        }
        return x -> x != '/' && set.get(x) != not;
    }

    private char inBrackets() {
        return taken("a [ is not closed");
    }

    private char taken(String otherwise) {
        if (at == pattern.length()) {
            throw broken(otherwise);
        }
        return pattern.charAt(at++);
    }

    private FormatException broken(String why) {
        return new FormatException("%s is no pattern for file names: %s.".formatted(pattern, why));
    }
}
