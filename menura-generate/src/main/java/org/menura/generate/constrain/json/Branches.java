package org.menura.generate.constrain.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Splits what is asked once a name or an index is known into cases: what the member or item must be, and what is then
 * asked of the rest. The cases are told apart by which schemas the member is valid against (Shannon's expansion), as far
 * as that matters; those that no value fits are left out.
 */
final class Branches {
    private static final int MOST_TOLD = 256;

    private final Values values;
    private final Formulas formulas;
    private final Budget budget;
    private int leaves;

    /**
     * A case.
     *
     * @param child what the member or item must be; some value is
     * @param rest what is asked of the rest then
     */
    record Branch(Formula child, Formula rest) {}

    Branches(Values values, Budget budget) {
        this.values = values;
        this.formulas = values.formulas();
        this.budget = budget;
    }

    List<Branch> of(Formula f) {
        Map<Formula, Formula> byRest = new LinkedHashMap<>();
        Formula lifted = lift(f, new HashMap<>());
        leaves = 0;
        if (!split(lifted, formulas.top, byRest, MOST_TOLD)) {
            // Too many schemas to tell all their cases apart: a case for each alternative, and they may overlap.
            byRest.clear();
            overlap(lifted, formulas.top, byRest);
        }
        List<Branch> out = new ArrayList<>();
        byRest.forEach((rest, child) -> out.add(new Branch(child, rest)));
        return out;
    }

    /** Gathers what speaks of the child alone into one atom. */
    private Formula lift(Formula f, Map<Formula, Formula> done) {
        if (!f.pending || f.atom instanceof Atom.Child) {
            return f;
        }
        Formula known = done.get(f);
        if (known != null) {
            return known;
        }
        Formula result;
        if (f.atom instanceof Atom.Tracking t) {
            result = formulas.atom(
                    t.with(t.trackers().stream().map(g -> lift(g, done)).toList()));
        } else {
            List<Formula> values = new ArrayList<>();
            List<Formula> others = new ArrayList<>();
            for (Formula g : f.args) {
                Formula l = lift(g, done);
                if (l.atom instanceof Atom.Child c) {
                    values.add(c.value());
                } else {
                    others.add(l);
                }
            }
            result = switch (f.op) {
                case NOT -> values.isEmpty() ? formulas.not(others.getFirst()) : child(formulas.not(values.getFirst()));
                case AND -> {
                    others.add(child(formulas.and(values)));
                    yield formulas.and(others);
                }
                case OR -> {
                    others.add(child(formulas.or(values)));
                    yield formulas.or(others);
                }
                default -> {
                    if (others.isEmpty()) {
                        yield child(formulas.one(values));
                    }
                    values.forEach(v -> others.add(child(v)));
                    yield formulas.one(others);
                }
            };
        }
        done.put(f, result);
        return result;
    }

    private Formula child(Formula value) {
        return value.isTrue() || value.isFalse() ? value : formulas.atom(new Atom.Child(value));
    }

    /** Tells all cases apart; false if there are more than some. */
    private boolean split(Formula f, Formula child, Map<Formula, Formula> byRest, int most) {
        budget.spend(1);
        if (f.isFalse()) {
            return true;
        }
        if (!f.pending) {
            byRest.merge(f, child, formulas::or);
            return ++leaves <= most;
        }
        Units u = units(f, child);
        if (u.open().isFalse() || u.child() != child && !values.satisfiable(u.child())) {
            return true;
        }
        if (!u.open().pending) {
            return split(u.open(), u.child(), byRest, most);
        }
        Set<Formula> atoms = new LinkedHashSet<>();
        children(u.open(), atoms);
        Formula atom = atoms.iterator().next();
        Formula yes = formulas.and(u.child(), value(atom));
        Formula no = formulas.and(u.child(), formulas.not(value(atom)));
        if (!values.satisfiable(yes)) {
            return split(assign(u.open(), atom, false), u.child(), byRest, most);
        }
        if (!values.satisfiable(no)) {
            return split(assign(u.open(), atom, true), u.child(), byRest, most);
        }
        return split(assign(u.open(), atom, true), yes, byRest, most)
                && split(assign(u.open(), atom, false), no, byRest, most);
    }

    /** What every case asks of the child, and what is then open. */
    private record Units(Formula open, Formula child) {}

    private Units units(Formula f, Formula child) {
        Formula sure = child;
        Formula open = f;
        while (open.pending) {
            Formula unit = unit(open);
            if (unit == null) {
                break;
            }
            boolean holds = unit.op != Formula.Op.NOT;
            Formula atom = holds ? unit : unit.args.getFirst();
            sure = formulas.and(sure, holds ? value(atom) : formulas.not(value(atom)));
            open = assign(open, atom, holds);
        }
        return new Units(open, sure);
    }

    private void overlap(Formula f, Formula child, Map<Formula, Formula> byRest) {
        budget.spend(1);
        Units u = units(f, child);
        if (u.open().isFalse() || !values.satisfiable(u.child())) {
            return;
        }
        Formula choice = u.open().pending ? alternatives(u.open()) : null;
        if (choice == null) {
            split(u.open(), u.child(), byRest, Integer.MAX_VALUE);
            return;
        }
        for (Formula alternative : choice.args) {
            Formula g = u.open().op == Formula.Op.OR ? alternative : replace(u.open(), choice, alternative);
            overlap(g, u.child(), byRest);
        }
    }

    private Formula replace(Formula and, Formula part, Formula by) {
        List<Formula> parts = new ArrayList<>(and.args);
        parts.remove(part);
        parts.add(by);
        return formulas.and(parts);
    }

    /** A disjunction that all of a formula rests on. */
    private @Nullable Formula alternatives(Formula f) {
        if (f.op == Formula.Op.OR) {
            return f;
        }
        if (f.op == Formula.Op.AND) {
            for (Formula g : f.args) {
                if (g.op == Formula.Op.OR && g.pending) {
                    return g;
                }
            }
        }
        return null;
    }

    private static @Nullable Formula unit(Formula f) {
        if (isChild(f)) {
            return f;
        }
        if (f.op == Formula.Op.AND) {
            for (Formula g : f.args) {
                if (isChild(g)) {
                    return g;
                }
            }
        }
        return null;
    }

    private static boolean isChild(Formula f) {
        return f.atom instanceof Atom.Child || f.op == Formula.Op.NOT && f.args.getFirst().atom instanceof Atom.Child;
    }

    private static Formula value(Formula atom) {
        if (atom.atom instanceof Atom.Child c) {
            return c.value();
        }
        throw new IllegalArgumentException(atom.toString());
    }

    private static void children(Formula f, Set<Formula> out) {
        if (!f.pending) {
            return;
        }
        switch (f.atom) {
            case Atom.Child c -> out.add(f);
            case Atom.Tracking t -> t.trackers().forEach(g -> children(g, out));
            case null, default -> f.args.forEach(g -> children(g, out));
        }
    }

    /** Settles whether the child is what an atom says. */
    private Formula assign(Formula f, Formula atom, boolean holds) {
        if (!f.pending) {
            return f;
        }
        return formulas.map(f, g -> {
            if (g == atom) {
                return formulas.truth(holds);
            }
            if (g.pending && g.atom instanceof Atom.Tracking t) {
                return formulas.atom(t.with(
                        t.trackers().stream().map(h -> assign(h, atom, holds)).toList()));
            }
            return g;
        });
    }
}
