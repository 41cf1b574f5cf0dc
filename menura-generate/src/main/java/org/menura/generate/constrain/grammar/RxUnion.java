package org.menura.generate.constrain.grammar;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The union of expressions, simplified: flat, without duplicates, in order; single bytes joined; what begins or ends
 * alike factored, so that a list of words becomes a tree of prefixes; counted repetitions of the same joined.
 */
final class RxUnion {
    private static final int DEEPEST_FACTOR = 300;

    private final RxContext context;

    RxUnion(RxContext context) {
        this.context = context;
    }

    Rx of(Collection<Rx> parts, int depth) {
        context.work(parts.size());
        Set<Rx> flat = new LinkedHashSet<>();
        ByteSet bytes = flatten(parts, flat, ByteSet.NONE);
        if (flat.contains(context.anyBytes())) {
            return context.anyBytes();
        }
        if (!bytes.isEmpty()) {
            flat.add(context.bytes(bytes));
        }
        context.work(flat.size());
        List<Rx> all = new ArrayList<>(flat);
        if (all.size() > 1) {
            joinRepeats(all);
        }
        if (all.size() > 1) {
            absorb(all);
        }
        if (all.size() > 1 && depth < DEEPEST_FACTOR) {
            all = factor(all, depth);
        }
        if (all.isEmpty()) {
            return context.nothing();
        }
        if (all.size() == 1) {
            return all.getFirst();
        }
        if (all.size() == 2 && all.contains(context.epsilon())) {
            Rx other = all.get(all.getFirst() == context.epsilon() ? 1 : 0);
            return other.nullable ? other : context.optional(other);
        }
        if (all.stream().anyMatch(r -> r.nullable && r != context.epsilon())) {
            all.remove(context.epsilon());
            if (all.size() == 1) {
                return all.getFirst();
            }
        }
        all.sort(Comparator.comparingInt(r -> r.id));
        boolean nullable = false;
        for (Rx r : all) {
            nullable |= r.nullable;
        }
        return context.make(Rx.Kind.OR, all.toArray(Rx[]::new), ByteSet.NONE, 0, 0, nullable);
    }

    private ByteSet flatten(Collection<Rx> parts, Set<Rx> flat, ByteSet start) {
        ByteSet bytes = start;
        for (Rx p : parts) {
            switch (p.kind) {
                case NOTHING -> {}
                case BYTES -> bytes = bytes.or(p.bytes);
                case OR -> bytes = flatten(List.of(p.parts), flat, bytes);
                default -> flat.add(p);
            }
        }
        return bytes;
    }

    /** r{a,b} | r{c,d} is r{min(a,c),max(b,d)} where no count lies between; r? counts as r{0,1}, ε as r{0,0}. */
    private void joinRepeats(List<Rx> all) {
        for (int i = 0; i < all.size(); i++) {
            Rx r = all.get(i);
            if (r.kind != Rx.Kind.REPEAT) {
                continue;
            }
            for (int j = 0; j < all.size(); j++) {
                Rx s = all.get(j);
                boolean same = s.kind == Rx.Kind.REPEAT && s.parts[0] == r.parts[0];
                int min = same ? s.min : 1;
                int max = same ? s.max : 1;
                if (i == j || !same && s != r.parts[0] || min > next(r.max) || r.min > next(max)) {
                    continue;
                }
                all.set(i, context.repeat(r.parts[0], Math.min(r.min, min), Math.max(r.max, max)));
                all.remove(j);
                joinRepeats(all);
                return;
            }
        }
    }

    /** x | (x & y) is x. */
    private void absorb(List<Rx> all) {
        long conjunctions = all.stream().filter(p -> p.kind == Rx.Kind.AND).count();
        if (conjunctions == 0) {
            return;
        }
        context.work(conjunctions * all.size());
        all.removeIf(p -> p.kind == Rx.Kind.AND
                && all.stream().anyMatch(q -> q != p && (q.kind == Rx.Kind.AND ? holds(p, q.parts) : holds(p, q))));
    }

    private static boolean holds(Rx conjunction, Rx... parts) {
        for (Rx part : parts) {
            boolean found = false;
            for (Rx p : conjunction.parts) {
                found |= p == part;
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private static int next(int bound) {
        return bound == Rx.UNBOUNDED ? bound : bound + 1;
    }

    private List<Rx> factor(List<Rx> all, int depth) {
        List<Rx> byTail = joinHeads(all);
        Map<Rx, List<Rx>> heads = new LinkedHashMap<>();
        boolean shared = false;
        for (Rx r : byTail) {
            Rx head = r.kind == Rx.Kind.CONCAT ? r.parts[0] : r;
            List<Rx> tails = heads.computeIfAbsent(head, h -> new ArrayList<>());
            shared |= !tails.isEmpty();
            tails.add(r.kind == Rx.Kind.CONCAT ? r.parts[1] : context.epsilon());
        }
        if (!shared) {
            return byTail;
        }
        Set<Rx> out = new LinkedHashSet<>();
        heads.forEach((head, tails) -> out.add(
                tails.size() == 1 ? context.pair(head, tails.getFirst()) : context.pair(head, of(tails, depth + 1))));
        return new ArrayList<>(out);
    }

    /** [a]x | [b]x is [ab]x. */
    private List<Rx> joinHeads(List<Rx> all) {
        Map<Rx, ByteSet> sets = new LinkedHashMap<>();
        List<Rx> out = new ArrayList<>();
        int joined = 0;
        for (Rx r : all) {
            if (r.kind == Rx.Kind.CONCAT && r.parts[0].kind == Rx.Kind.BYTES) {
                sets.merge(r.parts[1], r.parts[0].bytes, ByteSet::or);
                joined++;
            } else {
                out.add(r);
            }
        }
        if (sets.size() == joined) {
            return all;
        }
        sets.forEach((tail, set) -> out.add(context.pair(context.bytes(set), tail)));
        return out;
    }
}
