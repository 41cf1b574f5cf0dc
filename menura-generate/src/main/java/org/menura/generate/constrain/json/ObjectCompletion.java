package org.menura.generate.constrain.json;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.menura.generate.constrain.grammar.Rx;

/** Finds out whether an object can be completed, so that no text is led to where it can't end. */
final class ObjectCompletion {
    private final Objects objects;
    private final Values values;
    private final Budget budget;
    private final Map<Search, Boolean> completable = new HashMap<>();
    private int depth;

    private record Search(Formula formula, Names used) {}

    ObjectCompletion(Objects objects, Values values, Budget budget) {
        this.objects = objects;
        this.values = values;
        this.budget = budget;
    }

    /** Names that can't come any more. */
    interface Taken {
        boolean has(String name);

        Names all();
    }

    /** Whether some members, none of the names used, complete an object of which a formula is asked. */
    boolean completable(Formula f, Names used) {
        return completable(f, new Taken() {
            @Override
            public boolean has(String name) {
                return used.has(name);
            }

            @Override
            public Names all() {
                return used;
            }
        });
    }

    /** Whether some members, none of the names taken, complete an object of which a formula is asked. */
    boolean completable(Formula f, Taken taken) {
        if (f.isFalse()) {
            return false;
        }
        if (objects.ends(f)) {
            return true;
        }
        Objects.Required r = objects.required(f);
        if (!r.names().isEmpty()) {
            boolean enough = objects.ends(r.rest());
            for (String name : r.names()) {
                if (taken.has(name) || objects.after(r.rest(), name).isEmpty()) {
                    return false;
                }
                enough = enough && objects.after(r.rest(), name).stream().anyMatch(b -> b.rest() == r.rest());
            }
            if (enough) {
                return true;
            }
        }
        Names used = taken.all();
        MemberNames.Mentioned m = objects.names().mentioned(f);
        Search key = new Search(f, used.and(m.names()));
        Boolean known = completable.get(key);
        if (known != null) {
            return known;
        }
        budget.spend(1);
        if (++depth > Objects.MAX_DEPTH) {
            depth--;
            throw new SchemaException(
                    "", "#", "it asks for objects of more than %d members".formatted(Objects.MAX_DEPTH));
        }
        int before = values.taints();
        boolean found;
        try {
            found = search(f, used, m);
        } finally {
            depth--;
        }
        if (found || values.taints() == before) {
            completable.put(key, found);
        }
        return found;
    }

    private boolean search(Formula f, Names used, MemberNames.Mentioned m) {
        Set<String> forced = objects.required(f).names();
        if (!forced.isEmpty()) {
            String name = forced.iterator().next();
            return !used.has(name) && reaches(f, name, used);
        }
        Formula left = settled(f, used);
        if (left != f) {
            return completable(left, used);
        }
        Names gone = used;
        for (String name : m.names()) {
            if (!gone.has(name)) {
                if (reaches(left, name, gone)) {
                    return true;
                }
                gone = gone.with(name);
                left = settled(objects.without(left, Set.of(name)), gone);
                if (left.isFalse()) {
                    return false;
                }
                if (objects.ends(left)) {
                    return true;
                }
            }
        }
        Rx open = objects.names().open(left);
        if (open != null) {
            String name = objects.names().example(left, open, gone);
            return name != null && reaches(left, name, gone);
        }
        for (MemberNames.NameClass c : objects.names().classes(f)) {
            String name = !gone.has(c.example())
                    ? c.example()
                    : m.patterns().isEmpty()
                            ? MemberNames.fresh(m.names(), gone)
                            : Witness.string(objects.names().without(c.language(), gone.all()));
            if (name != null && reaches(left, name, gone)) {
                return true;
            }
        }
        return false;
    }

    /** Settles what speaks of members alone that can't come any more. */
    private Formula settled(Formula f, Names gone) {
        if (f.op == Formula.Op.ATOM
                || f.op == Formula.Op.AND && f.args.stream().allMatch(g -> g.op == Formula.Op.ATOM)) {
            return f;
        }
        return values.formulas().map(f, g -> {
            if (g.atom instanceof Atom.Members m) {
                Keywords k = m.schema().keywords();
                boolean over = k.patternProperties.isEmpty()
                        && k.additionalProperties == null
                        && k.properties.keySet().stream().allMatch(gone::has);
                return over ? values.formulas().top : g;
            }
            return g;
        });
    }

    private boolean reaches(Formula f, String name, Names used) {
        for (Branches.Branch b : objects.after(f, name)) {
            if (b.rest() != f && completable(b.rest(), used.with(name))) {
                return true;
            }
        }
        return false;
    }
}
