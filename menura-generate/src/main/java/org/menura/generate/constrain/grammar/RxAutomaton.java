package org.menura.generate.constrain.grammar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The automaton of a context's expressions: derives them, by classes of bytes, and finds out which are empty. Called under
 * the context's lock.
 */
final class RxAutomaton {
    private final RxContext context;
    private final Map<ByteClasses, ByteClasses> partitions = new HashMap<>();

    RxAutomaton(RxContext context) {
        this.context = context;
    }

    Rx.Row makeRow(Rx rx) {
        Rx.Row row = rx.row;
        if (row == null) {
            ByteClasses c = partition(rx);
            context.work(c.count());
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

    Rx derive(Rx rx, int value) {
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
            case NOTHING, EPSILON -> context.nothing();
            case BYTES -> rx.bytes.contains(value) ? context.epsilon() : context.nothing();
            case CONCAT -> {
                Rx first = context.pair(rx.parts[0].next(value), rx.parts[1]);
                yield rx.parts[0].nullable ? context.or(first, rx.parts[1].next(value)) : first;
            }
            case OR -> context.or(derivatives(rx.parts, value));
            case AND -> context.and(derivatives(rx.parts, value));
            case NOT -> context.not(rx.parts[0].next(value));
            case REPEAT ->
                context.pair(
                        rx.parts[0].next(value),
                        context.repeat(
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

    /** Finds out whether a language is empty: searches its automaton, depth first, for an accepting state. */
    void explore(Rx start) {
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
            if (top.nullable || top.inhabited == 1 || top.positive && top != context.nothing()) {
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
            if (next != context.nothing() && seen.putIfAbsent(next, true) == null) {
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

    boolean exploreMore(Rx rx) {
        ByteClasses classes = rx.classes();
        for (int first : classes.first) {
            if (!derive(rx, first).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
