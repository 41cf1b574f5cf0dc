package org.menura.eval.trust.perturb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.menura.format.FormatException;

/** Knows the perturbations by name. */
public final class Perturbations {
    private static final List<String> ROBUSTNESS = List.of(
            "contraction", "expansion", "filler", "lowercase", "misspelling", "space", "synonym", "typos", "mild-mix");
    private static final List<String> FAIRNESS = List.of("dialect", "gender-terms", "gender-pronouns", "names");

    private record Kind(double usual, double least, double most, DoubleFunction<Perturbation> make) {}

    private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

    static {
        // The usual values are those of HELM's run expander ("robustness_all" and the fairness runs).
        share("typos", 0.01, Typos::new);
        share("misspelling", 0.1, p -> Words.of("misspelling", p, WordLists.read("misspellings.txt"), false));
        KINDS.put("space", new Kind(3, 1, 100, n -> new Spaces((int) n)));
        fixed("lowercase", new LowerCase());
        fixed("contraction", Contractions.of(false));
        fixed("expansion", Contractions.of(true));
        share("filler", 0.1, Fillers::new);
        share("synonym", 0.1, p -> Words.of("synonym", p, WordLists.read("synonyms.txt"), false));
        fixed(
                "mild-mix",
                new Chain(
                        "mild-mix",
                        List.of(
                                new LowerCase(),
                                Contractions.of(false),
                                Words.of("misspelling", 0.1, WordLists.read("misspellings.txt"), false),
                                new Spaces(3))));
        share("dialect", 1, p -> Words.of("dialect", p, WordLists.read("dialect.txt"), true));
        share("gender-terms", 1, p -> Words.of("gender-terms", p, WordLists.read("gender-terms.txt"), true));
        share("gender-pronouns", 1, p -> Words.of("gender-pronouns", p, WordLists.read("gender-pronouns.txt"), true));
        share("names", 1, Names::of);
    }

    private Perturbations() {}

    private static void share(String name, double usual, DoubleFunction<Perturbation> make) {
        KINDS.put(name, new Kind(usual, 0, 1, make));
    }

    private static void fixed(String name, Perturbation only) {
        KINDS.put(name, new Kind(Double.NaN, Double.NaN, Double.NaN, _ -> only));
    }

    /** Lists all names. */
    public static List<String> names() {
        return List.copyOf(KINDS.keySet());
    }

    /**
     * Reads a list of names between commas. {@code robustness}, {@code fairness} and {@code all} stand for several; {@code typos=0.1} sets
     * the share of letters, words or places that change, {@code space=5} the greatest number of blanks.
     *
     * @throws FormatException if a name is not known or its value is not possible
     */
    public static List<Perturbation> parse(String text) {
        List<Perturbation> out = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String name = part.strip().toLowerCase(Locale.ROOT).replace('_', '-');
            switch (name) {
                case "robustness" -> ROBUSTNESS.forEach(n -> out.add(one(n)));
                case "fairness" -> FAIRNESS.forEach(n -> out.add(one(n)));
                case "all" -> KINDS.keySet().forEach(n -> out.add(one(n)));
                default -> out.add(one(name));
            }
        }
        return out;
    }

    private static Perturbation one(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        Kind kind = KINDS.get(name);
        if (kind == null) {
            throw new FormatException(
                    "there is no perturbation '%s'; there are %s, and robustness, fairness, all for several"
                            .formatted(name, String.join(", ", KINDS.keySet())));
        }
        if (equals < 0) {
            return kind.make.apply(kind.usual);
        }
        try {
            double value = Double.parseDouble(text.substring(equals + 1));
            if (value >= kind.least && value <= kind.most) {
                return kind.make.apply(value);
            }
        } catch (NumberFormatException _) {
            // Said below, as for numbers that are out of range.
        }
        throw new FormatException(
                Double.isNaN(kind.usual)
                        ? "the perturbation %s takes no value".formatted(name)
                        : "the perturbation %s takes a number from %s to %s, not '%s'"
                                .formatted(name, number(kind.least), number(kind.most), text.substring(equals + 1)));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
