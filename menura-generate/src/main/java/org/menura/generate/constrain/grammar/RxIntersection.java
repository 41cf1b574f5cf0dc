package org.menura.generate.constrain.grammar;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The intersection of expressions, simplified: flat, without duplicates, in order, what is implied left out. */
final class RxIntersection {
    private final RxContext context;

    RxIntersection(RxContext context) {
        this.context = context;
    }

    Rx of(Collection<Rx> parts) {
        context.work(parts.size());
        Set<Rx> flat = new LinkedHashSet<>();
        ByteSet bytes = ByteSet.ALL;
        boolean single = false;
        List<Rx> open = new ArrayList<>(parts);
        for (int i = 0; i < open.size(); i++) {
            Rx p = open.get(i);
            switch (p.kind) {
                case NOTHING -> {
                    return p;
                }
                case BYTES -> {
                    bytes = bytes.and(p.bytes);
                    single = true;
                }
                case AND -> open.addAll(List.of(p.parts));
                default -> {
                    if (p != context.anyBytes()) {
                        flat.add(p);
                    }
                }
            }
        }
        if (single) {
            flat.add(context.bytes(bytes));
        }
        if (flat.contains(context.epsilon()) || single) {
            return small(flat, single ? bytes : null);
        }
        List<Rx> all = new ArrayList<>(flat.size());
        for (Rx r : flat) {
            if (r.kind == Rx.Kind.NOT && flat.contains(r.parts[0])) {
                return context.nothing();
            }
            all.add(r.kind == Rx.Kind.OR ? withoutImplied(r, flat) : r);
        }
        if (!flat.containsAll(all)) {
            return of(all);
        }
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).kind == Rx.Kind.OR && all.get(i).recursive) {
                return distributed(all, i);
            }
        }
        return join(all);
    }

    /** x & (p | q) is (x & p) | (x & q). */
    private Rx distributed(List<Rx> all, int at) {
        List<Rx> options = new ArrayList<>();
        for (Rx p : all.get(at).parts) {
            List<Rx> one = new ArrayList<>(all);
            one.set(at, p);
            options.add(of(one));
        }
        return context.or(options);
    }

    /** An intersection with the empty string, or with single bytes: its members are tried one by one. */
    private Rx small(Set<Rx> flat, @Nullable ByteSet bytes) {
        if (bytes == null) {
            return flat.stream().allMatch(r -> r.nullable) ? context.epsilon() : context.nothing();
        }
        ByteSet left = ByteSet.NONE;
        for (int i = 0; i < 256; i++) {
            int value = i;
            if (bytes.contains(i) && flat.stream().allMatch(r -> r.next(value).nullable)) {
                left = left.or(ByteSet.of(i));
            }
        }
        return context.bytes(left);
    }

    /** x & (p | x & q) is x & (p | q). */
    private Rx withoutImplied(Rx union, Set<Rx> flat) {
        List<Rx> out = new ArrayList<>();
        boolean changed = false;
        for (Rx p : union.parts) {
            if (p.kind == Rx.Kind.AND) {
                List<Rx> rest = new ArrayList<>();
                for (Rx q : p.parts) {
                    if (!flat.contains(q)) {
                        rest.add(q);
                    }
                }
                changed |= rest.size() < p.parts.length;
                out.add(context.and(rest));
            } else if (flat.contains(p)) {
                return context.anyBytes();
            } else {
                out.add(p);
            }
        }
        return changed ? context.or(out) : union;
    }

    private Rx join(List<Rx> all) {
        all.removeIf(r -> r == context.anyBytes());
        if (all.isEmpty()) {
            return context.anyBytes();
        }
        if (all.size() == 1) {
            return all.getFirst();
        }
        all.sort(Comparator.comparingInt(r -> r.id));
        boolean nullable = true;
        for (Rx r : all) {
            nullable &= r.nullable;
        }
        return context.make(Rx.Kind.AND, all.toArray(Rx[]::new), ByteSet.NONE, 0, 0, nullable);
    }
}
