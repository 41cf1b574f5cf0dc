package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;

/** Numbers and strings: their keywords as atoms, and formulas over these as languages of their texts. */
final class Scalars {
    private final SchemaGraph graph;
    private final Formulas formulas;
    private final RxContext rx;
    private final Texts texts;
    private final Numbers numbers;
    private final boolean usual;
    private final Map<Formula, Rx> numberLanguages = new HashMap<>();
    private final Map<Formula, Rx> stringLanguages = new HashMap<>();

    Scalars(SchemaGraph graph, Formulas formulas) {
        this.graph = graph;
        this.formulas = formulas;
        this.texts = graph.texts();
        this.numbers = graph.numbers();
        this.rx = texts.rx();
        this.usual = graph.options().spelling() == SchemaOptions.Spelling.USUAL;
    }

    void number(Keywords k, List<Formula> all) {
        if (k.integersOnly) {
            all.add(formulas.atom(new Atom.Integer(k.strictIntegers)));
        }
        bound(k.minimum, false, true, all);
        bound(k.exclusiveMinimum, true, true, all);
        bound(k.maximum, false, false, all);
        bound(k.exclusiveMaximum, true, false, all);
        if (k.multipleOf != null) {
            all.add(formulas.atom(new Atom.Multiple(k.multipleOf)));
        }
    }

    private void bound(@Nullable BigDecimal value, boolean exclusive, boolean above, List<Formula> all) {
        if (value != null) {
            all.add(formulas.atom(new Atom.Bound(value, exclusive, above)));
        }
    }

    void string(Keywords k, List<Formula> all) {
        if (k.minLength > 0 || k.maxLength >= 0) {
            all.add(text(texts.length(k.minLength, k.maxLength)));
        }
        for (Rx language : k.languages) {
            all.add(text(language));
        }
    }

    private Formula text(Rx language) {
        return formulas.atom(new Atom.Text(language));
    }

    /** The texts of a formula over the atoms of numbers or of strings. */
    Rx language(Formula f, Kind kind) {
        Map<Formula, Rx> known = kind == Kind.NUMBER ? numberLanguages : stringLanguages;
        Rx language = known.get(f);
        if (language == null) {
            language = kind == Kind.NUMBER ? numberLanguage(f) : stringLanguage(f, usual);
            known.put(f, language);
        }
        return language;
    }

    /** The texts of the values of a formula that are neither arrays nor objects. */
    Rx all(Formula value, Values values) {
        List<Rx> ways = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (!kind.scalar()) {
                continue;
            }
            Formula f = values.of(value, kind);
            if (f.isFalse()) {
                continue;
            }
            ways.add(
                    switch (kind) {
                        case NUMBER, STRING -> language(f, kind);
                        default -> rx.literal(kind.name().toLowerCase(java.util.Locale.ROOT));
                    });
        }
        return rx.or(ways);
    }

    /** The strings of a formula in all their spellings, whatever the options say. */
    Rx anySpelling(Formula f) {
        if (f.isTrue()) {
            return texts.any();
        }
        Rx language = stringLanguage(f, false);
        texts.undecided(language, undecided(f));
        return language;
    }

    /** Whether there is a number or string of a formula: some likely ones are tried before its language is made. */
    boolean satisfiable(Formula f, Kind kind) {
        return f.isTrue()
                || kind == Kind.NUMBER && likely(f)
                || !language(f, kind).isEmpty();
    }

    private static boolean likely(Formula f) {
        Set<BigDecimal> tries = new LinkedHashSet<>();
        tries.add(BigDecimal.ZERO);
        collectNumbers(f, tries);
        for (BigDecimal v : tries) {
            if (v.precision() < 30
                    && Math.abs(v.scale()) < 30
                    && Formulas.holds(
                            f, a -> a instanceof Atom.Among || a instanceof Atom.Multiple ? fits(a, v) : holds(a, v))) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(Atom a, BigDecimal v) {
        return a instanceof Atom.Among among
                ? among.values().stream().anyMatch(n -> n.decimalValue().compareTo(v) == 0)
                : holds(a, v);
    }

    private static void collectNumbers(Formula f, Set<BigDecimal> tries) {
        switch (f.atom) {
            case Atom.Bound b -> {
                tries.add(b.value());
                BigDecimal whole = b.value().setScale(0, java.math.RoundingMode.FLOOR);
                tries.add(whole);
                tries.add(whole.add(BigDecimal.ONE));
                tries.add(whole.subtract(BigDecimal.ONE));
            }
            case Atom.Multiple m -> tries.add(m.factor());
            case Atom.Among a -> a.values().forEach(v -> tries.add(v.decimalValue()));
            case null, default -> f.args.forEach(g -> collectNumbers(g, tries));
        }
    }

    private Rx numberLanguage(Formula f) {
        if (f.isTrue()) {
            return usual ? numbers.bounded() : numbers.any();
        }
        boolean multiples = mentions(f, a -> a instanceof Atom.Multiple);
        Rx told = usual ? rx.and(numbers.told(), numbers.usual()) : numbers.told();
        Rx all = multiples ? numbers.plain() : told;
        Rx language = finite(
                f,
                v -> usual ? rx.literal(Numbers.write(v.decimalValue())) : numbers.equalTo(v.decimalValue()),
                v -> numbers.equalTo(v.decimalValue()),
                v -> Numbers.write(v.decimalValue()),
                all);
        return usual ? bounded(f, language) : language;
    }

    /** Those of some numbers that have few digits or are named; all of them if there are none. */
    private Rx bounded(Formula f, Rx language) {
        Set<JsonNode> named = new LinkedHashSet<>();
        collect(f, named);
        List<Rx> ways = new ArrayList<>();
        ways.add(numbers.bounded());
        named.forEach(v -> ways.add(rx.literal(Numbers.write(v.decimalValue()))));
        Rx few = rx.and(language, rx.or(ways));
        return few.isEmpty() ? language : few;
    }

    private Rx stringLanguage(Formula f, boolean usual) {
        if (f.isTrue()) {
            return texts.any();
        }
        Rx undecided = undecided(f);
        Rx language = finite(
                f,
                v -> usual ? texts.canonical(v.asText()) : texts.literal(v.asText()),
                v -> texts.literal(v.asText()),
                v -> Texts.write(v.asText()),
                texts.any());
        return undecided.isEmpty() ? language : rx.minus(language, undecided);
    }

    /** Strings that an atom does not decide, under whatever connectives it stands: they are never admitted. */
    private Rx undecided(Formula f) {
        return f.atom instanceof Atom.Text t
                ? texts.undecided(t.language())
                : rx.or(f.args.stream().map(this::undecided).toList());
    }

    /** Decides the values that lists name one by one, and all others together. */
    private Rx finite(
            Formula f,
            Function<JsonNode, Rx> write,
            Function<JsonNode, Rx> spellings,
            Function<JsonNode, String> canonical,
            Rx all) {
        Set<JsonNode> named = new LinkedHashSet<>();
        collect(f, named);
        if (named.isEmpty()) {
            return rx.and(translate(f, all, true), all);
        }
        List<Rx> ways = new ArrayList<>();
        for (JsonNode v : named) {
            byte[] text = canonical.apply(v).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            if (Formulas.holds(f, a -> holds(a, v, text))) {
                ways.add(write.apply(v));
            }
        }
        Formula others = formulas.map(f, a -> a.atom instanceof Atom.Among ? formulas.bottom : a);
        if (!others.isFalse()) {
            List<Rx> left = new ArrayList<>();
            left.add(translate(others, all, true));
            left.add(all);
            left.add(rx.not(rx.or(named.stream().map(spellings).toList())));
            ways.add(rx.and(left));
        }
        return rx.or(ways);
    }

    private boolean holds(Atom atom, JsonNode value, byte[] text) {
        return switch (atom) {
            case Atom.Among among -> among.values().contains(value);
            case Atom.Text t -> t.language().matches(text);
            default -> holds(atom, value.decimalValue());
        };
    }

    private static boolean holds(Atom atom, BigDecimal value) {
        return switch (atom) {
            case Atom.Bound b -> b.holds(value);
            case Atom.Multiple m -> value.remainder(m.factor()).signum() == 0;
            case Atom.Integer i -> isInteger(value);
            default -> throw new IllegalStateException(atom.toString());
        };
    }

    private static boolean isInteger(BigDecimal value) {
        return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
    }

    private static void collect(Formula f, Set<JsonNode> named) {
        if (f.atom instanceof Atom.Among among) {
            named.addAll(among.values());
        }
        f.args.forEach(g -> collect(g, named));
    }

    private static boolean mentions(Formula f, java.util.function.Predicate<Atom> test) {
        return f.atom != null && test.test(f.atom) || f.args.stream().anyMatch(g -> mentions(g, test));
    }

    /**
     * The language of a formula. Where it stands under no complement, integers may be held to their usual spelling:
     * the language is then smaller, never larger.
     */
    private Rx translate(Formula f, Rx all, boolean positive) {
        return switch (f.op) {
            case TRUE -> all;
            case FALSE -> rx.nothing();
            case ATOM ->
                switch (f.atom) {
                    case Atom.Text t -> t.language();
                    case Atom.Bound b ->
                        b.above()
                                ? numbers.atLeast(b.value(), b.exclusive())
                                : numbers.atMost(b.value(), b.exclusive());
                    case Atom.Multiple m -> numbers.multipleOf(m.factor());
                    case Atom.Integer i -> positive && usual ? numbers.usualInteger() : numbers.integer(i.strict());
                    case null, default -> throw new IllegalStateException(f.toString());
                };
            case NOT -> rx.minus(all, translate(f.args.getFirst(), all, !positive));
            case AND ->
                rx.and(f.args.stream().map(g -> translate(g, all, positive)).toList());
            case OR ->
                rx.or(f.args.stream().map(g -> translate(g, all, positive)).toList());
            case ONE -> {
                List<Rx> ways = new ArrayList<>();
                for (Formula g : f.args) {
                    List<Rx> alone = new ArrayList<>();
                    alone.add(translate(g, all, positive));
                    for (Formula h : f.args) {
                        if (h != g) {
                            alone.add(rx.minus(all, translate(h, all, !positive)));
                        }
                    }
                    ways.add(rx.and(alone));
                }
                yield rx.or(ways);
            }
        };
    }
}
