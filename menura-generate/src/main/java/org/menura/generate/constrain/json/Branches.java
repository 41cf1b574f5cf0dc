package org.menura.generate.constrain.json;

import java.util.ArrayList;
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
    private static final int FEW = 8;

    private final Values values;
    private final Formulas formulas;
    private final Budget budget;

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
        split(f, formulas.top, byRest);
        List<Branch> out = new ArrayList<>();
        byRest.forEach((rest, child) -> out.add(new Branch(child, rest)));
        return out;
    }

    private void split(Formula f, Formula child, Map<Formula, Formula> byRest) {
        budget.spend(1);
        if (f.isFalse()) {
            return;
        }
        if (!f.pending) {
            byRest.merge(f, child, formulas::or);
            return;
        }
        // What every case asks of the child.
        Formula sure = formulas.top;
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
        if (!sure.isTrue()) {
            Formula narrowed = formulas.and(child, sure);
            if (open.isFalse() || !values.satisfiable(narrowed)) {
                return;
            }
            split(open, narrowed, byRest);
            return;
        }
        Set<Formula> atoms = new LinkedHashSet<>();
        children(open, atoms);
        Formula choice = atoms.size() > FEW ? alternatives(open) : null;
        if (choice != null) {
            // Too many schemas to tell all their cases apart: a case for each alternative, which may overlap.
            for (Formula alternative : choice.args) {
                Formula g = open.op == Formula.Op.OR ? alternative : replace(open, choice, alternative);
                split(g, child, byRest);
            }
            return;
        }
        Formula atom = atoms.iterator().next();
        for (boolean holds : new boolean[] {true, false}) {
            Formula g = assign(open, atom, holds);
            if (g.isFalse()) {
                continue;
            }
            Formula narrowed = formulas.and(child, holds ? value(atom) : formulas.not(value(atom)));
            if (values.satisfiable(narrowed)) {
                split(g, narrowed, byRest);
            }
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
