package org.menura.generate.constrain.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntBinaryOperator;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The regular languages of a grammar: builds them, simplified and shared, and the automaton of their derivatives, lazily
 * and within a budget of states. Safe for threads.
 */
public final class RxContext {
    /** The budget of states that a context has unless told otherwise. */
    public static final int DEFAULT_STATES = 400_000;

    /** How many members of unions and intersections are looked at, for each state of the budget. */
    private static final long WORK_PER_STATE = 40;

    private static final int DEEPEST = 1000;
    private static final Rx[] NO_PARTS = {};

    private final int budget;
    private final Map<Key, Rx> known = new HashMap<>();
    private final RxAutomaton automaton = new RxAutomaton(this);
    private @Nullable RxHorizon horizon;
    private int count;
    private long work;

    private final Rx nothing;
    private final Rx epsilon;
    private final Rx anyBytes;
    private final Rx anyCodePoint;
    private final Rx anyText;

    /** Equality of expressions by how they are built. */
    private record Key(Rx rx) {
        private static final int MIX = 0x9E3779B1;

        @Override
        public boolean equals(Object o) {
            return o instanceof Key k && Rx.same(rx, k.rx);
        }

        @Override
        public int hashCode() {
            int h = rx.kind.ordinal() * MIX + rx.min;
            h = h * MIX + rx.max;
            h = h * MIX + rx.bytes.hashCode();
            for (Rx p : rx.parts) {
                h = (h ^ h >>> 15) * MIX + p.id;
            }
            h ^= h >>> 15;
            return h;
        }
    }

    /** Creates a context with the default budget. */
    public RxContext() {
        this(DEFAULT_STATES);
    }

    /**
     * Creates a context.
     *
     * @param budget how many states it may make before it throws {@link GrammarTooLargeException}
     */
    public RxContext(int budget) {
        this.budget = budget;
        nothing = make(Rx.Kind.NOTHING, NO_PARTS, ByteSet.NONE, 0, 0, false);
        epsilon = make(Rx.Kind.EPSILON, NO_PARTS, ByteSet.NONE, 0, 0, true);
        anyBytes = repeat(bytes(ByteSet.ALL), 0, Rx.UNBOUNDED);
        anyCodePoint = codePoints(CodePoints.ALL);
        anyText = star(anyCodePoint);
    }

    /** Returns the number of states made so far. */
    public synchronized int states() {
        return count;
    }

    /** Returns the empty set of strings. */
    public Rx nothing() {
        return nothing;
    }

    /** Returns the language of the empty string alone. */
    public Rx epsilon() {
        return epsilon;
    }

    /** Returns the language of all strings of bytes. */
    public Rx anyBytes() {
        return anyBytes;
    }

    /** Returns the language of one code point in UTF-8, surrogates left out. */
    public Rx anyCodePoint() {
        return anyCodePoint;
    }

    /** Returns the language of all texts in UTF-8. */
    public Rx anyText() {
        return anyText;
    }

    /** Returns the language of the single bytes of a set. */
    public Rx bytes(ByteSet set) {
        return set.isEmpty() ? nothing : make(Rx.Kind.BYTES, NO_PARTS, set, 0, 0, false);
    }

    /** Returns the language of one text. */
    public Rx literal(String text) {
        return literal(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the language of one string of bytes. */
    public Rx literal(byte[] text) {
        Rx rx = epsilon;
        for (int i = text.length - 1; i >= 0; i--) {
            rx = concat(bytes(ByteSet.of(text[i] & 0xFF)), rx);
        }
        return rx;
    }

    /** Returns the language of the single code points of a set, in UTF-8. */
    public Rx codePoints(CodePoints set) {
        return Utf8.compile(this, set);
    }

    /** Returns one language after another. */
    public Rx concat(Rx... parts) {
        return concat(Arrays.asList(parts));
    }

    /** Returns one language after another. */
    public synchronized Rx concat(List<Rx> parts) {
        Rx rx = epsilon;
        for (int i = parts.size() - 1; i >= 0; i--) {
            rx = pair(parts.get(i), rx);
        }
        return rx;
    }

    /** Returns the strings of any of some languages. */
    public Rx or(Rx... parts) {
        return or(Arrays.asList(parts));
    }

    /** Returns the strings of any of some languages. */
    public synchronized Rx or(Collection<Rx> parts) {
        return new RxUnion(this).of(parts, 0);
    }

    /** Returns the strings that are in all of some languages; all strings for none. */
    public Rx and(Rx... parts) {
        return and(Arrays.asList(parts));
    }

    /** Returns the strings that are in all of some languages; all strings for none. */
    public synchronized Rx and(Collection<Rx> parts) {
        return new RxIntersection(this).of(parts);
    }

    /** Returns the strings of bytes, UTF-8 or not, that are not in a language. */
    public synchronized Rx not(Rx rx) {
        if (rx.kind == Rx.Kind.NOT) {
            return rx.parts[0];
        }
        if (rx == nothing) {
            return anyBytes;
        }
        return rx == anyBytes ? nothing : make(Rx.Kind.NOT, new Rx[] {rx}, ByteSet.NONE, 0, 0, !rx.nullable);
    }

    /** Returns the strings of one language that are not in another. */
    public Rx minus(Rx rx, Rx other) {
        return and(rx, not(other));
    }

    /** Returns a language repeated {@code min} to {@code max} times; {@link Rx#UNBOUNDED} for no upper bound. */
    public synchronized Rx repeat(Rx rx, int min, int max) {
        if (min < 0 || max < min) {
            throw new IllegalArgumentException("no repetition: {%d,%d}".formatted(min, max));
        }
        if (max == 0 || rx == epsilon) {
            return epsilon;
        }
        if (rx == nothing) {
            return min == 0 ? epsilon : nothing;
        }
        int least = rx.nullable ? 0 : min;
        if (least == 1 && max == 1 || rx.nullable && max == 1) {
            return rx;
        }
        if (rx.kind == Rx.Kind.REPEAT && rx.min <= 1) {
            if (rx.max == Rx.UNBOUNDED) {
                return rx.min == 0 ? rx : make(Rx.Kind.REPEAT, rx.parts, ByteSet.NONE, least, Rx.UNBOUNDED, least == 0);
            }
            if (rx.min == 0 && rx.max == 1) {
                return repeat(rx.parts[0], 0, max);
            }
            if (least == 0 && max == Rx.UNBOUNDED) {
                return repeat(rx.parts[0], 0, max);
            }
        }
        return make(Rx.Kind.REPEAT, new Rx[] {rx}, ByteSet.NONE, least, max, least == 0);
    }

    /** Returns a language repeated any number of times. */
    public Rx star(Rx rx) {
        return repeat(rx, 0, Rx.UNBOUNDED);
    }

    /** Returns a language repeated at least once. */
    public Rx plus(Rx rx) {
        return repeat(rx, 1, Rx.UNBOUNDED);
    }

    /** Returns a language or the empty string. */
    public Rx optional(Rx rx) {
        return repeat(rx, 0, 1);
    }

    /**
     * Returns the least language that is what a function makes of it. The function may use its argument only behind
     * something that is not empty, and not under a complement.
     *
     * @param nullable whether the language holds the empty string
     */
    public synchronized Rx recursive(boolean nullable, UnaryOperator<Rx> definition) {
        Rx open = new Rx(this, id(), Rx.Kind.RECURSIVE, NO_PARTS, ByteSet.NONE, count, 0, nullable);
        Rx body = definition.apply(open);
        if (body.nullable != nullable || beginsWith(body, open)) {
            throw new IllegalArgumentException("a recursive language that begins with itself");
        }
        open.definition = body;
        return open;
    }

    /**
     * Returns the language of a deterministic automaton.
     *
     * @param states how many it has
     * @param start the state before a text
     * @param accepting whether a text may end in a state
     * @param next the state after a state and a byte, or −1
     */
    public synchronized Rx automaton(int states, int start, IntPredicate accepting, IntBinaryOperator next) {
        Rx[] open = new Rx[states];
        for (int i = 0; i < states; i++) {
            boolean ends = accepting.test(i);
            open[i] = new Rx(this, id(), Rx.Kind.RECURSIVE, NO_PARTS, ByteSet.NONE, count, 0, ends);
        }
        for (int i = 0; i < states; i++) {
            Map<Integer, ByteSet> targets = new TreeMap<>();
            for (int b = 0; b < 256; b++) {
                int t = next.applyAsInt(i, b);
                if (t >= 0) {
                    targets.merge(t, ByteSet.of(b), ByteSet::or);
                }
            }
            List<Rx> ways = new ArrayList<>();
            if (open[i].nullable) {
                ways.add(epsilon);
            }
            targets.forEach((t, set) -> ways.add(pair(bytes(set), open[t])));
            open[i].definition = or(ways);
        }
        return open[start];
    }

    /**
     * Returns the least language that is what a function makes of it, as {@link #recursive(boolean, UnaryOperator)}
     * does; the function may be called twice.
     */
    public synchronized Rx recursive(UnaryOperator<Rx> definition) {
        Rx open = new Rx(this, id(), Rx.Kind.RECURSIVE, NO_PARTS, ByteSet.NONE, count, 0, false);
        return recursive(definition.apply(open).nullable, definition);
    }

    /** Returns whether no string is in both of two languages. */
    public boolean disjoint(Rx a, Rx b) {
        return and(a, b).isEmpty();
    }

    /** Returns whether all strings of {@code part} are in {@code whole}. */
    public boolean contains(Rx whole, Rx part) {
        return minus(part, whole).isEmpty();
    }

    /** Returns whether two languages hold the same strings. */
    public boolean equivalent(Rx a, Rx b) {
        return a == b || contains(a, b) && contains(b, a);
    }

    // ------------------------------------------------------------------------------------------------ making

    synchronized Rx make(Rx.Kind kind, Rx[] parts, ByteSet bytes, int min, int max, boolean nullable) {
        for (Rx p : parts) {
            if (p.context != this) {
                throw new IllegalArgumentException("an expression of another context");
            }
        }
        Rx rx = new Rx(this, count + 1, kind, parts, bytes, min, max, nullable);
        Key key = new Key(rx);
        Rx old = known.get(key);
        if (old != null) {
            return old;
        }
        if (rx.depth > DEEPEST) {
            throw new GrammarTooLargeException("the grammar has a regular expression whose parts are nested more than "
                    + DEEPEST + " deep: write it shorter");
        }
        id();
        known.put(key, rx);
        return rx;
    }

    private int id() {
        if (++count > budget) {
            throw new GrammarTooLargeException(
                    "the grammar needs more than %,d states: lower its counts, or split it".formatted(budget));
        }
        return count;
    }

    synchronized boolean hasRoom() {
        return count <= budget / GrammarContext.SHARED_PART;
    }

    /** Counts work from nothing again, for another text; states that are kept count on. */
    synchronized void renewWork() {
        work = 0;
    }

    /** Counts members that are looked at towards the budget. */
    void work(long members) {
        work += members;
        if (work > WORK_PER_STATE * budget) {
            throw new GrammarTooLargeException("the grammar's regular expressions take too long to work out: write them"
                    + " simpler, with less that looks around or is counted inside what is repeated");
        }
    }

    private static boolean beginsWith(Rx rx, Rx open) {
        if (rx == open) {
            return true;
        }
        if (rx.kind == Rx.Kind.RECURSIVE) {
            return false; // guarded when it was made
        }
        for (int i = 0; i < rx.parts.length; i++) {
            if ((rx.kind != Rx.Kind.CONCAT || i == 0 || rx.parts[0].nullable) && beginsWith(rx.parts[i], open)) {
                return true;
            }
        }
        return false;
    }

    /** Makes a · b, nested to the right. */
    synchronized Rx pair(Rx a, Rx b) {
        if (a == nothing || b == nothing) {
            return nothing;
        }
        if (a == epsilon) {
            return b;
        }
        if (b == epsilon) {
            return a;
        }
        if (a.kind == Rx.Kind.CONCAT) {
            List<Rx> spine = new ArrayList<>();
            Rx r = a;
            while (r.kind == Rx.Kind.CONCAT) {
                spine.add(r.parts[0]);
                r = r.parts[1];
            }
            Rx joined = pair(r, b);
            for (int i = spine.size() - 1; i >= 0; i--) {
                joined = pair(spine.get(i), joined);
            }
            return joined;
        }
        if (a.kind == Rx.Kind.REPEAT) {
            Rx head = b.kind == Rx.Kind.CONCAT ? b.parts[0] : b;
            if (head.kind == Rx.Kind.REPEAT && head.parts[0] == a.parts[0]) {
                Rx both = repeat(a.parts[0], sum(a.min, head.min), sum(a.max, head.max));
                return b == head ? both : pair(both, b.parts[1]);
            }
        }
        return make(Rx.Kind.CONCAT, new Rx[] {a, b}, ByteSet.NONE, 0, 0, a.nullable && b.nullable);
    }

    private static int sum(int a, int b) {
        return (int) Math.min(Rx.UNBOUNDED, (long) a + b);
    }

    // ------------------------------------------------------------------------------------------------ deriving

    synchronized Rx.Row makeRow(Rx rx) {
        return automaton.makeRow(rx);
    }

    synchronized Rx derive(Rx rx, int value) {
        return automaton.derive(rx, value);
    }

    /**
     * Returns a language of which the same texts of up to so many bytes are beginnings: counts beyond are replaced, so
     * that languages that differ in them alone are one.
     */
    synchronized Rx horizon(Rx rx, int bytes) {
        if (horizon == null || horizon.bytes() != bytes) {
            horizon = new RxHorizon(this, bytes);
        }
        return horizon.of(rx);
    }

    /** Finds out whether a language is empty. */
    synchronized void explore(Rx rx) {
        automaton.explore(rx);
    }

    /** Finds out whether a language holds another string than the empty one. */
    synchronized boolean exploreMore(Rx rx) {
        return automaton.exploreMore(rx);
    }
}
