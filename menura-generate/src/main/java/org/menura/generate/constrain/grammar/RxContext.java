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
    private final Map<ByteClasses, ByteClasses> partitions = new HashMap<>();
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
        Rx.Row row = rx.row;
        if (row == null) {
            ByteClasses c = partition(rx);
            work(c.count());
            row = new Rx.Row(c, new Rx[c.count()]);
            rx.row = row;
        }
        return row;
    }

    private ByteClasses partition(Rx rx) {
        ByteClasses c = switch (rx.kind) {
            case NOTHING, EPSILON -> ByteClasses.ONE;
            case BYTES -> ByteClasses.of(rx.bytes);
            case CONCAT ->
                rx.parts[0].nullable ? rx.parts[0].classes().meet(rx.parts[1].classes()) : rx.parts[0].classes();
            case OR, AND -> {
                ByteClasses all = ByteClasses.ONE;
                for (Rx p : rx.parts) {
                    all = all.meet(p.classes());
                }
                yield all;
            }
            case NOT, REPEAT -> rx.parts[0].classes();
            case RECURSIVE -> defined(rx).classes();
        };
        ByteClasses shared = partitions.putIfAbsent(c, c);
        return shared == null ? c : shared;
    }

    private static Rx defined(Rx rx) {
        Rx d = rx.definition;
        if (d == null) {
            throw new IllegalStateException("a recursive language is used before it is defined");
        }
        return d;
    }

    synchronized Rx derive(Rx rx, int value) {
        Rx.Row row = makeRow(rx);
        int c = row.classes().map[value] & 0xFF;
        @Nullable Rx done = row.next()[c];
        if (done == null) {
            done = derivative(rx, value);
            row.next()[c] = done;
        }
        return done;
    }

    private Rx derivative(Rx rx, int value) {
        return switch (rx.kind) {
            case NOTHING, EPSILON -> nothing;
            case BYTES -> rx.bytes.contains(value) ? epsilon : nothing;
            case CONCAT -> {
                Rx first = pair(rx.parts[0].next(value), rx.parts[1]);
                yield rx.parts[0].nullable ? or(first, rx.parts[1].next(value)) : first;
            }
            case OR -> or(derivatives(rx.parts, value));
            case AND -> and(derivatives(rx.parts, value));
            case NOT -> not(rx.parts[0].next(value));
            case REPEAT ->
                pair(
                        rx.parts[0].next(value),
                        repeat(
                                rx.parts[0],
                                Math.max(0, rx.min - 1),
                                rx.max == Rx.UNBOUNDED ? Rx.UNBOUNDED : rx.max - 1));
            case RECURSIVE -> defined(rx).next(value);
        };
    }

    private static List<Rx> derivatives(Rx[] parts, int value) {
        List<Rx> out = new ArrayList<>(parts.length);
        for (Rx p : parts) {
            out.add(p.next(value));
        }
        return out;
    }

    // ------------------------------------------------------------------------------------------------ emptiness

    /** Finds out whether a language is empty: searches its automaton, depth first, for an accepting state. */
    synchronized void explore(Rx start) {
        if (start.inhabited != 0) {
            return;
        }
        // A count leads a search to its end before it turns back: short texts are looked for first.
        for (int limit : new int[] {40, 300, Integer.MAX_VALUE}) {
            if (start.inhabited != 0 || search(start, limit)) {
                return;
            }
        }
    }

    /** Looks for an accepting state, depth first, not deeper than a limit. */
    private boolean search(Rx start, int limit) {
        List<Rx> path = new ArrayList<>();
        List<Integer> at = new ArrayList<>();
        Map<Rx, Boolean> seen = new HashMap<>();
        path.add(start);
        at.add(0);
        seen.put(start, true);
        boolean cut = false;
        while (!path.isEmpty()) {
            Rx top = path.getLast();
            if (top.nullable || top.inhabited == 1 || top.positive && top != nothing) {
                path.forEach(r -> r.inhabited = 1);
                return true;
            }
            int c = at.getLast();
            ByteClasses classes = top.classes();
            if (c >= classes.count() || top.inhabited == 2) {
                path.removeLast();
                at.removeLast();
                continue;
            }
            at.set(at.size() - 1, c + 1);
            Rx next = derive(top, classes.first[c]);
            if (next != nothing && seen.putIfAbsent(next, true) == null) {
                if (path.size() >= limit) {
                    // Only looked at, not followed.
                    cut = true;
                    if (next.nullable || next.inhabited == 1 || next.positive) {
                        next.inhabited = 1;
                        path.forEach(r -> r.inhabited = 1);
                        return true;
                    }
                    continue;
                }
                path.add(next);
                at.add(0);
            }
        }
        if (!cut) {
            seen.keySet().forEach(r -> r.inhabited = 2);
        }
        return false;
    }

    synchronized boolean exploreMore(Rx rx) {
        ByteClasses classes = rx.classes();
        for (int first : classes.first) {
            if (!derive(rx, first).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
