package org.menura.generate.constrain.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;

/**
 * Objects, read member by member: a formula over {@link Atom} says what is asked of the members to come; reading one
 * gives the next formula (as a derivative does for a regular expression).
 */
final class Objects {
    static final int MAX_DEPTH = 2000;

    private final Values values;
    private final Formulas formulas;
    private final Texts texts;
    private final RxContext rx;
    private final Branches branches;
    private final Evaluators evaluators;
    private final MemberNames names;
    private final ObjectCompletion completion;
    private final Map<Step, List<Branches.Branch>> steps = new HashMap<>();
    private final Map<Formula, Required> required = new HashMap<>();

    private record Step(Formula formula, String name) {}

    Objects(Values values, Budget budget) {
        this.values = values;
        this.formulas = values.formulas();
        this.texts = values.graph().texts();
        this.rx = texts.rx();
        this.branches = new Branches(values, budget);
        this.evaluators = new Evaluators(values, Kind.OBJECT);
        this.names = new MemberNames(values, evaluators, budget);
        this.completion = new ObjectCompletion(this, values, budget);
    }

    /** Adds what the keywords of a schema ask of an object. */
    void keywords(Subschema s, List<Formula> all) {
        Keywords k = s.keywords();
        if (!k.properties.isEmpty() || !k.patternProperties.isEmpty() || k.additionalProperties != null) {
            all.add(formulas.atom(new Atom.Members(s)));
        }
        k.required.forEach(name -> all.add(present(name)));
        if (k.minProperties > 0) {
            if (k.minProperties > MAX_DEPTH / 2) {
                throw s.place().refuse("minProperties", "is more than %d".formatted(MAX_DEPTH / 2));
            }
            all.add(formulas.atom(new Atom.MinProperties(k.minProperties)));
        }
        if (k.maxProperties >= 0) {
            all.add(formulas.atom(new Atom.MaxProperties(k.maxProperties)));
        }
        if (k.propertyNames != null) {
            Formula names = values.of(values.is(k.propertyNames), Kind.STRING);
            if (!names.isTrue()) {
                Rx language = names.isFalse() ? rx.nothing() : values.scalars().anySpelling(names);
                all.add(formulas.atom(new Atom.Names(language)));
            }
        }
        k.dependentRequired.forEach((name, needed) -> all.add(formulas.or(
                formulas.not(present(name)),
                formulas.and(needed.stream().map(this::present).toList()))));
        k.dependentSchemas.forEach((name, schema) ->
                all.add(formulas.or(formulas.not(present(name)), values.expand(schema, Kind.OBJECT))));
        if (k.unevaluatedProperties != null
                && !values.is(k.unevaluatedProperties).isTrue()) {
            List<Formula> trackers =
                    evaluators.of(s).stream().map(Evaluators.Evaluator::counts).toList();
            all.add(formulas.atom(new Atom.UnevaluatedProperties(s, trackers)));
        }
    }

    private Formula present(String name) {
        return formulas.atom(new Atom.Present(name));
    }

    private Formula child(Formula value) {
        return value.isTrue() || value.isFalse() ? value : formulas.atom(new Atom.Child(value));
    }

    // ------------------------------------------------------------------------------------------------ reading

    /** Whether the object may end here. */
    boolean ends(Formula f) {
        return Formulas.holds(f, a -> switch (a) {
            case Atom.Present p -> false;
            case Atom.MinProperties m -> false;
            default -> true;
        });
    }

    /** The cases after a member of a name. */
    List<Branches.Branch> after(Formula f, String name) {
        Step step = new Step(f, name);
        List<Branches.Branch> known = steps.get(step);
        if (known != null) {
            return known;
        }
        int before = values.taints();
        Required r = required(f);
        if (r.names().isEmpty()) {
            known = branches.of(derive(f, name));
        } else {
            // What is required is settled apart: the cases of the rest are the same whatever else is still missing.
            List<Formula> missing = r.atoms().stream()
                    .filter(g -> !(g.atom instanceof Atom.Present p && p.name().equals(name)))
                    .toList();
            Formula still = formulas.and(missing);
            known = new ArrayList<>();
            for (Branches.Branch b : after(r.rest(), name)) {
                Formula rest = formulas.and(b.rest(), still);
                if (!rest.isFalse()) {
                    known.add(new Branches.Branch(b.child(), rest));
                }
            }
        }
        if (values.taints() == before) {
            steps.put(step, known);
        }
        return known;
    }

    /** A conjunction taken apart: the names that must come, and what else is asked. */
    record Required(Set<String> names, List<Formula> atoms, Formula rest) {}

    Required required(Formula f) {
        Required known = required.get(f);
        if (known == null) {
            Set<String> names = new LinkedHashSet<>();
            List<Formula> atoms = new ArrayList<>();
            List<Formula> rest = new ArrayList<>();
            for (Formula g : f.op == Formula.Op.AND ? f.args : List.of(f)) {
                if (g.atom instanceof Atom.Present p) {
                    names.add(p.name());
                    atoms.add(g);
                } else {
                    rest.add(g);
                }
            }
            known = new Required(names, atoms, names.isEmpty() ? f : formulas.and(rest));
            required.put(f, known);
        }
        return known;
    }

    private Formula derive(Formula f, String name) {
        byte[] text = Texts.write(name).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return derive(f, name, text);
    }

    private Formula derive(Formula f, String name, byte[] text) {
        return formulas.map(f, g -> switch (g.atom) {
            case Atom.Present p -> p.name().equals(name) ? formulas.top : g;
            case Atom.MinProperties m ->
                m.count() <= 1 ? formulas.top : formulas.atom(new Atom.MinProperties(m.count() - 1));
            case Atom.MaxProperties m ->
                m.count() == 0 ? formulas.bottom : formulas.atom(new Atom.MaxProperties(m.count() - 1));
            case Atom.Members m -> {
                Formula value = child(member(m.schema(), name, text));
                yield isOnly(m.schema().keywords(), name) ? value : formulas.and(g, value);
            }
            case Atom.Names n -> n.language().matches(text) ? g : formulas.bottom;
            case Atom.UnevaluatedProperties u -> {
                List<Formula> trackers =
                        u.trackers().stream().map(t -> derive(t, name, text)).toList();
                Formula looked = evaluated(u.schema(), trackers, name, text);
                Formula value = child(values.is(u.schema().keywords().unevaluatedProperties));
                yield formulas.and(
                        formulas.atom(new Atom.UnevaluatedProperties(u.schema(), trackers)),
                        formulas.or(looked, value));
            }
            case null, default -> throw new IllegalStateException("not of an object: " + g);
        });
    }

    /** Whether a name, which does not come twice, is all that is spoken of. */
    private static boolean isOnly(Keywords k, String name) {
        return k.properties.size() == 1
                && k.properties.containsKey(name)
                && k.patternProperties.isEmpty()
                && k.additionalProperties == null;
    }

    /** What {@code properties}, {@code patternProperties} and {@code additionalProperties} ask of a member. */
    private Formula member(Subschema s, String name, byte[] text) {
        Keywords k = s.keywords();
        List<Formula> all = new ArrayList<>();
        boolean found = false;
        Subschema own = k.properties.get(name);
        if (own != null) {
            all.add(values.is(own));
            found = true;
        }
        for (Keywords.NamePattern p : k.patternProperties) {
            if (p.language().matches(text)) {
                all.add(values.is(p.schema()));
                found = true;
            }
        }
        if (!found) {
            all.add(values.is(k.additionalProperties));
        }
        return formulas.and(all);
    }

    private Formula evaluated(Subschema s, List<Formula> trackers, String name, byte[] text) {
        if (looksAt(s.keywords(), name, text, false)) {
            return formulas.top;
        }
        List<Formula> ways = new ArrayList<>();
        List<Evaluators.Evaluator> all = evaluators.of(s);
        for (int i = 0; i < all.size(); i++) {
            if (looksAt(all.get(i).schema().keywords(), name, text, true)) {
                ways.add(trackers.get(i));
            }
        }
        return formulas.or(ways);
    }

    private static boolean looksAt(Keywords k, String name, byte[] text, boolean nested) {
        return k.properties.containsKey(name)
                || k.additionalProperties != null
                || nested && k.unevaluatedProperties != null
                || k.patternProperties.stream().anyMatch(p -> p.language().matches(text));
    }

    /** What is asked if a name does not come any more. */
    Formula without(Formula f, Set<String> names) {
        if (names.isEmpty()) {
            return f;
        }
        return formulas.map(f, g -> switch (g.atom) {
            case Atom.Present p -> names.contains(p.name()) ? formulas.bottom : g;
            case Atom.Tracking t ->
                formulas.atom(
                        t.with(t.trackers().stream().map(h -> without(h, names)).toList()));
            case null, default -> g;
        });
    }

    MemberNames names() {
        return names;
    }

    /** Whether some members, none of the names used, complete an object of which a formula is asked. */
    boolean completable(Formula f, Names used) {
        return completion.completable(f, used);
    }

    /** Whether some members, none of the names taken, complete an object of which a formula is asked. */
    boolean completable(Formula f, ObjectCompletion.Taken taken) {
        return completion.completable(f, taken);
    }
}
