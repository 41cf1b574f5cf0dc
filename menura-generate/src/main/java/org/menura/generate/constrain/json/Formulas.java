package org.menura.generate.constrain.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Makes formulas, simplified and shared, within a budget. Not safe for threads: {@link Automaton} guards it. */
final class Formulas {
    private static final Comparator<Formula> BY_ID = Comparator.comparingInt(f -> f.id);

    private final Map<Formula.Key, Formula> known = new HashMap<>();
    private final Budget budget;
    private int ids;

    final Formula top;
    final Formula bottom;

    Formulas(Budget budget) {
        this.budget = budget;
        this.top = make(Formula.Op.TRUE, List.of(), null);
        this.bottom = make(Formula.Op.FALSE, List.of(), null);
    }

    Formula truth(boolean value) {
        return value ? top : bottom;
    }

    Formula atom(Atom atom) {
        return make(Formula.Op.ATOM, List.of(), atom);
    }

    Formula not(Formula f) {
        return switch (f.op) {
            case TRUE -> bottom;
            case FALSE -> top;
            case NOT -> f.args.getFirst();
            default -> make(Formula.Op.NOT, List.of(f), null);
        };
    }

    Formula and(Formula... parts) {
        return and(List.of(parts));
    }

    Formula or(Formula... parts) {
        return or(List.of(parts));
    }

    Formula and(Collection<Formula> parts) {
        return junction(Formula.Op.AND, parts, bottom, top);
    }

    Formula or(Collection<Formula> parts) {
        return junction(Formula.Op.OR, parts, top, bottom);
    }

    private Formula junction(Formula.Op op, Collection<Formula> parts, Formula absorbing, Formula neutral) {
        Set<Formula> all = new LinkedHashSet<>();
        for (Formula f : parts) {
            if (f == absorbing) {
                return absorbing;
            }
            if (f.op == op) {
                all.addAll(f.args);
            } else if (f != neutral) {
                all.add(f);
            }
        }
        if (all.isEmpty()) {
            return neutral;
        }
        if (all.size() == 1) {
            return all.iterator().next();
        }
        for (Formula f : all) {
            if (f.op == Formula.Op.NOT && all.contains(f.args.getFirst())) {
                return absorbing;
            }
        }
        List<Formula> sorted = new ArrayList<>(all);
        // Absorption: a ∧ (a ∨ b) = a, a ∧ (¬a ∨ b) = a ∧ b, and the same the other way round.
        Formula.Op dual = op == Formula.Op.AND ? Formula.Op.OR : Formula.Op.AND;
        boolean changed = false;
        for (int i = 0; i < sorted.size(); i++) {
            Formula f = sorted.get(i);
            if (f.op != dual || f.args.size() > 16) {
                continue;
            }
            List<Formula> kept = new ArrayList<>();
            boolean absorbed = false;
            for (Formula g : f.args) {
                if (all.contains(g)) {
                    absorbed = true;
                    break;
                }
                if (!all.contains(not(g))) {
                    kept.add(g);
                }
            }
            if (absorbed) {
                sorted.set(i, neutral);
                changed = true;
            } else if (kept.size() < f.args.size()) {
                sorted.set(i, junction(dual, kept, neutral, absorbing));
                changed = true;
            }
        }
        if (changed) {
            return junction(op, sorted, absorbing, neutral);
        }
        sorted.sort(BY_ID);
        return make(op, List.copyOf(sorted), null);
    }

    /** Returns the formula that holds where exactly one of some hold. */
    Formula one(Collection<Formula> parts) {
        List<Formula> open = new ArrayList<>();
        int trues = 0;
        for (Formula f : parts) {
            if (f.isTrue()) {
                trues++;
            } else if (!f.isFalse()) {
                open.add(f);
            }
        }
        if (trues > 1) {
            return bottom;
        }
        if (trues == 1) {
            return and(open.stream().map(this::not).toList());
        }
        if (open.isEmpty()) {
            return bottom;
        }
        if (open.size() == 1) {
            return open.getFirst();
        }
        open.sort(BY_ID);
        for (int i = 0; i + 1 < open.size(); i++) {
            if (open.get(i) == open.get(i + 1)) {
                Formula twice = open.get(i);
                List<Formula> rest = open.stream().filter(f -> f != twice).toList();
                return and(not(twice), one(rest));
            }
        }
        return make(Formula.Op.ONE, List.copyOf(open), null);
    }

    private Formula make(Formula.Op op, List<Formula> args, @org.jspecify.annotations.Nullable Atom atom) {
        Formula.Key key = new Formula.Key(op, args, atom);
        Formula old = known.get(key);
        if (old != null) {
            return old;
        }
        budget.spend(1 + args.size() / 8);
        Formula f = new Formula(ids++, op, args, atom);
        known.put(key, f);
        return f;
    }

    /** Replaces atoms by formulas. */
    Formula map(Formula f, Function<Formula, Formula> ofAtom) {
        return map(f, ofAtom, new IdentityHashMap<>());
    }

    private Formula map(Formula f, Function<Formula, Formula> ofAtom, Map<Formula, Formula> done) {
        if (f.op == Formula.Op.TRUE || f.op == Formula.Op.FALSE) {
            return f;
        }
        Formula old = done.get(f);
        if (old != null) {
            return old;
        }
        Formula result;
        if (f.op == Formula.Op.ATOM) {
            result = ofAtom.apply(f);
        } else {
            List<Formula> parts = new ArrayList<>(f.args.size());
            boolean changed = false;
            for (Formula g : f.args) {
                Formula m = map(g, ofAtom, done);
                changed |= m != g;
                parts.add(m);
                if (m.isFalse() && f.op == Formula.Op.AND || m.isTrue() && f.op == Formula.Op.OR) {
                    done.put(f, m);
                    return m;
                }
            }
            result = !changed ? f : of(f.op, parts);
        }
        done.put(f, result);
        return result;
    }

    private Formula of(Formula.Op op, List<Formula> parts) {
        return switch (op) {
            case NOT -> not(parts.getFirst());
            case AND -> and(parts);
            case OR -> or(parts);
            case ONE -> one(parts);
            default -> throw new IllegalArgumentException(op.name());
        };
    }

    /** Evaluates a formula. */
    static boolean holds(Formula f, Predicate<Atom> atoms) {
        return switch (f.op) {
            case TRUE -> true;
            case FALSE -> false;
            case ATOM -> f.atom != null && atoms.test(f.atom);
            case NOT -> !holds(f.args.getFirst(), atoms);
            case AND -> f.args.stream().allMatch(g -> holds(g, atoms));
            case OR -> f.args.stream().anyMatch(g -> holds(g, atoms));
            case ONE -> f.args.stream().filter(g -> holds(g, atoms)).limit(2).count() == 1;
        };
    }
}
