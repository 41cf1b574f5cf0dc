package org.menura.generate.constrain.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    private static final int MAX_DEPTH = 2000;
    private static final int MAX_CLASSES = 4096;

    private final Values values;
    private final Formulas formulas;
    private final Texts texts;
    private final RxContext rx;
    private final Budget budget;
    private final Branches branches;
    private final Evaluators evaluators;
    private final Map<Step, List<Branches.Branch>> steps = new HashMap<>();
    private final Map<Formula, Mentioned> mentioned = new HashMap<>();
    private final Map<Formula, List<NameClass>> classes = new HashMap<>();
    private final Map<Search, Boolean> completable = new HashMap<>();
    private final Map<Formula, Required> required = new HashMap<>();
    private int depth;

    private record Step(Formula formula, String name) {}

    private record Search(Formula formula, Names used) {}

    /**
     * What a formula tells names apart by.
     *
     * @param names in the order of the schema
     * @param patterns languages of names as JSON strings
     */
    record Mentioned(Set<String> names, Set<Rx> patterns) {}

    /**
     * Names that a formula does not tell apart.
     *
     * @param language as JSON strings, the mentioned names left out
     * @param example one of them
     */
    record NameClass(Rx language, String example) {}

    Objects(Values values, Budget budget) {
        this.values = values;
        this.formulas = values.formulas();
        this.texts = values.graph().texts();
        this.rx = texts.rx();
        this.budget = budget;
        this.branches = new Branches(values, budget);
        this.evaluators = new Evaluators(values, Kind.OBJECT);
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
    private record Required(Set<String> names, List<Formula> atoms, Formula rest) {}

    private Required required(Formula f) {
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
            case Atom.Members m -> formulas.and(g, child(member(m.schema(), name, text)));
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

    // ------------------------------------------------------------------------------------------------ names

    Mentioned mentioned(Formula f) {
        Mentioned known = mentioned.get(f);
        if (known == null) {
            known = new Mentioned(new LinkedHashSet<>(), new LinkedHashSet<>());
            mention(f, known);
            mentioned.put(f, known);
        }
        return known;
    }

    private void mention(Formula f, Mentioned out) {
        switch (f.atom) {
            case Atom.Present p -> out.names().add(p.name());
            case Atom.Members m -> mention(m.schema().keywords(), out);
            case Atom.Names n -> out.patterns().add(n.language());
            case Atom.UnevaluatedProperties u -> {
                mention(u.schema().keywords(), out);
                evaluators.of(u.schema()).forEach(e -> mention(e.schema().keywords(), out));
                u.trackers().forEach(t -> mention(t, out));
            }
            case null, default -> f.args.forEach(g -> mention(g, out));
        }
    }

    private static void mention(Keywords k, Mentioned out) {
        out.names().addAll(k.properties.keySet());
        k.patternProperties.forEach(p -> out.patterns().add(p.language()));
    }

    /** The names that a formula does not mention, as classes that it does not tell apart. */
    List<NameClass> classes(Formula f) {
        List<NameClass> known = classes.get(f);
        if (known == null) {
            Mentioned m = mentioned(f);
            List<NameClass> found = new ArrayList<>();
            Rx others = m.names().isEmpty()
                    ? texts.any()
                    : texts.not(rx.or(m.names().stream().map(texts::literal).toList()));
            List<Rx> patterns = m.patterns().stream()
                    .sorted(Comparator.comparing(Rx::toString))
                    .toList();
            part(others, patterns, 0, found);
            known = found;
            classes.put(f, known);
        }
        return known;
    }

    private void part(Rx language, List<Rx> patterns, int i, List<NameClass> found) {
        budget.spend(1);
        if (i == patterns.size()) {
            String example = Witness.string(language, Set.of());
            if (example != null) {
                if (found.size() >= MAX_CLASSES) {
                    throw new SchemaException(
                            "patternProperties", "#", "tells apart more than %d kinds of names".formatted(MAX_CLASSES));
                }
                found.add(new NameClass(language, example));
            }
            return;
        }
        Rx in = rx.and(language, patterns.get(i));
        if (in.isEmpty()) {
            part(language, patterns, i + 1, found);
            return;
        }
        Rx out = rx.minus(language, patterns.get(i));
        part(in, patterns, i + 1, found);
        if (!out.isEmpty()) {
            part(out, patterns, i + 1, found);
        }
    }

    // ------------------------------------------------------------------------------------------------ completion

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
        if (ends(f)) {
            return true;
        }
        Required r = required(f);
        if (!r.names().isEmpty()) {
            boolean enough = ends(r.rest());
            for (String name : r.names()) {
                if (taken.has(name) || after(r.rest(), name).isEmpty()) {
                    return false;
                }
                enough = enough && after(r.rest(), name).stream().anyMatch(b -> b.rest() == r.rest());
            }
            if (enough) {
                return true;
            }
        }
        Names used = taken.all();
        Mentioned m = mentioned(f);
        Search key = new Search(f, used.and(m.names()));
        Boolean known = completable.get(key);
        if (known != null) {
            return known;
        }
        budget.spend(1);
        if (++depth > MAX_DEPTH) {
            depth = 0;
            throw new SchemaException("", "#", "it asks for objects of more than %d members".formatted(MAX_DEPTH));
        }
        int before = values.taints();
        boolean found = search(f, used, m);
        depth--;
        if (found || values.taints() == before) {
            completable.put(key, found);
        }
        return found;
    }

    private boolean search(Formula f, Names used, Mentioned m) {
        Set<String> forced = required(f).names();
        if (!forced.isEmpty()) {
            String name = forced.iterator().next();
            return !used.has(name) && reaches(f, name, used);
        }
        Formula left = f;
        Names gone = used;
        for (String name : m.names()) {
            if (!gone.has(name)) {
                if (reaches(left, name, gone)) {
                    return true;
                }
                left = without(left, Set.of(name));
                gone = gone.with(name);
                if (left.isFalse()) {
                    return false;
                }
                if (ends(left)) {
                    return true;
                }
            }
        }
        for (NameClass c : classes(f)) {
            String name = gone.has(c.example()) ? Witness.string(c.language(), gone.all()) : c.example();
            if (name != null && reaches(left, name, gone)) {
                return true;
            }
        }
        return false;
    }

    private boolean reaches(Formula f, String name, Names used) {
        for (Branches.Branch b : after(f, name)) {
            if (b.rest() != f && completable(b.rest(), used.with(name))) {
                return true;
            }
        }
        return false;
    }

    /** The names of a value in the order in which its schemas declare them. */
    List<String> order(Formula value) {
        Map<String, Boolean> names = new LinkedHashMap<>();
        Set<Subschema> seen = new LinkedHashSet<>();
        declare(value, names, seen);
        return new ArrayList<>(names.keySet());
    }

    private void declare(Formula value, Map<String, Boolean> names, Set<Subschema> seen) {
        if (value.atom instanceof Atom.Is is) {
            declare(is.schema(), names, seen);
        } else if (value.atom instanceof Atom.Among among) {
            among.values().forEach(v -> v.fieldNames().forEachRemaining(n -> names.putIfAbsent(n, true)));
        }
        value.args.forEach(f -> declare(f, names, seen));
    }

    private void declare(Subschema s, Map<String, Boolean> names, Set<Subschema> seen) {
        if (!seen.add(s)) {
            return;
        }
        Keywords k = s.keywords();
        k.properties.keySet().forEach(n -> names.putIfAbsent(n, true));
        k.values.forEach(list -> list.forEach(v -> v.fieldNames().forEachRemaining(n -> names.putIfAbsent(n, true))));
        k.inPlace().forEach(r -> declare(r, names, seen));
    }
}
