package org.menura.generate.constrain.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;

/** The names of members: which ones a formula speaks of, and which others may come. */
final class MemberNames {
    private static final int MAX_CLASSES = 4096;

    private final Values values;
    private final Formulas formulas;
    private final Evaluators evaluators;
    private final Budget budget;
    private final Texts texts;
    private final RxContext rx;
    private final Map<Formula, Mentioned> mentioned = new HashMap<>();
    private final Map<Formula, List<NameClass>> classes = new HashMap<>();
    private final Map<Formula, Optional<Rx>> open = new HashMap<>();
    private final Map<Set<String>, Rx> unions = new HashMap<>();
    private final Map<Rx, Optional<String>> examples = new HashMap<>();

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

    MemberNames(Values values, Evaluators evaluators, Budget budget) {
        this.values = values;
        this.formulas = values.formulas();
        this.evaluators = evaluators;
        this.budget = budget;
        this.texts = values.graph().texts();
        this.rx = texts.rx();
    }

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

    /**
     * The names that a formula does not mention and that may come next, if that is seen without telling them apart: where
     * what all patterns together ask of a member is satisfiable, so is what any of them ask.
     */
    @Nullable
    Rx open(Formula f) {
        Optional<Rx> known = open.get(f);
        if (known == null) {
            int before = values.taints();
            known = Optional.ofNullable(findOpen(f));
            if (values.taints() != before) {
                return known.orElse(null);
            }
            open.put(f, known);
        }
        return known.orElse(null);
    }

    private @Nullable Rx findOpen(Formula f) {
        List<Rx> languages = new ArrayList<>();
        List<Formula> worst = new ArrayList<>();
        languages.add(unmentioned(f));
        for (Formula g : f.op == Formula.Op.AND ? f.args : List.of(f)) {
            switch (g.atom) {
                case Atom.Members m -> {
                    Keywords k = m.schema().keywords();
                    k.patternProperties.forEach(p -> worst.add(values.is(p.schema())));
                    Formula others = values.is(k.additionalProperties);
                    if (others.isFalse()) {
                        languages.add(rx.or(k.patternProperties.stream()
                                .map(Keywords.NamePattern::language)
                                .toList()));
                    } else {
                        worst.add(others);
                    }
                }
                case Atom.Names n -> languages.add(n.language());
                case Atom.Present p -> {}
                case Atom.MinProperties m -> {}
                case Atom.MaxProperties m -> {
                    if (m.count() == 0) {
                        return rx.nothing();
                    }
                }
                case null, default -> {
                    if (!g.isTrue()) {
                        return null;
                    }
                }
            }
        }
        return values.satisfiable(formulas.and(worst)) ? rx.and(languages) : null;
    }

    private Rx unmentioned(Formula f) {
        Rx unmentioned = without(texts.any(), mentioned(f).names());
        Rx undecided =
                rx.or(mentioned(f).patterns().stream().map(texts::undecided).toList());
        return undecided.isEmpty() ? unmentioned : rx.minus(unmentioned, undecided);
    }

    /** Names of a language but for some. */
    Rx without(Rx language, Set<String> names) {
        if (names.isEmpty()) {
            return language;
        }
        Rx known = unions.get(names);
        if (known == null) {
            known = texts.not(rx.or(names.stream().map(texts::literal).toList()));
            unions.put(Set.copyOf(names), known);
        }
        return rx.and(language, known);
    }

    /** A name of {@link #open} that is not in a set; null if there is none. */
    @Nullable
    String example(Formula f, Rx open, Names gone) {
        Mentioned m = mentioned(f);
        if (m.patterns().isEmpty()) {
            return fresh(m.names(), gone);
        }
        String known = examples.computeIfAbsent(open, o -> Optional.ofNullable(Witness.string(o)))
                .orElse(null);
        return known == null || !gone.has(known) ? known : Witness.string(without(open, gone.all()));
    }

    /** The names that a formula does not mention, as classes that it does not tell apart. */
    List<NameClass> classes(Formula f) {
        List<NameClass> known = classes.get(f);
        if (known == null) {
            Mentioned m = mentioned(f);
            List<NameClass> found = new ArrayList<>();
            Rx others = unmentioned(f);
            List<Rx> patterns = m.patterns().stream()
                    .sorted(Comparator.comparing(Rx::toString))
                    .toList();
            if (patterns.isEmpty()) {
                found.add(new NameClass(others, fresh(m.names(), Names.NONE)));
            } else {
                part(others, patterns, 0, found);
            }
            known = found;
            classes.put(f, known);
        }
        return known;
    }

    private void part(Rx language, List<Rx> patterns, int i, List<NameClass> found) {
        budget.spend(1);
        if (i == patterns.size()) {
            String example = Witness.string(language);
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

    /** A name that is in neither of two sets. */
    static String fresh(Set<String> names, Names others) {
        for (int i = 0; ; i++) {
            String name = i == 0 ? "x" : "x" + i;
            if (!names.contains(name) && !others.has(name)) {
                return name;
            }
        }
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
