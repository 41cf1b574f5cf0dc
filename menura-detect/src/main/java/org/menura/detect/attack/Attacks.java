package org.menura.detect.attack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.trust.perturb.WordLists;
import org.menura.format.FormatException;

/** Knows RAID's attacks by name, with RAID's rates. */
public final class Attacks {
    /**
     * A known attack.
     *
     * @param usualRate RAID's rate
     * @param needsModel whether it takes a {@link Rewriter}
     * @param attack null where it takes one
     */
    private record Kind(
            double usualRate, boolean needsModel, @Nullable Attack attack) {}

    private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

    static {
        plain("alternative-spelling", 1, WordAttacks.replacing(SpellingLists.read("spellings.txt"), false));
        plain("article-deletion", 0.5, WordAttacks::deleteArticles);
        plain("homoglyph", 1, CharacterAttacks::homoglyphs);
        plain("insert-paragraphs", 0.5, WordAttacks::insertParagraphs);
        plain("number", 0.5, CharacterAttacks::numbers);
        plain("misspelling", 0.2, WordAttacks.replacing(WordLists.read("misspellings.txt"), true));
        plain("upper-lower", 0.05, WordAttacks::flipCase);
        plain("whitespace", 0.2, WordAttacks::addSpaces);
        plain("zero-width-space", 1, CharacterAttacks::zeroWidthSpaces);
        KINDS.put("synonym", new Kind(0.5, true, null));
        KINDS.put("paraphrase", new Kind(1, true, null));
    }

    private Attacks() {}

    private static void plain(String name, double rate, Attack attack) {
        KINDS.put(name, new Kind(rate, false, attack));
    }

    /** Lists the names of all attacks. */
    public static List<String> names() {
        return List.copyOf(KINDS.keySet());
    }

    /** Lists the names of the attacks that need no model. */
    public static List<String> withoutModel() {
        return KINDS.keySet().stream().filter(name -> !kind(name).needsModel).toList();
    }

    private static String plainName(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return switch (plain) {
            case "perplexity-misspelling" -> "misspelling";
            case "zero-width" -> "zero-width-space";
            case "case" -> "upper-lower";
            case "number-swap", "numbers" -> "number";
            case "paragraph-insertion", "paragraphs" -> "insert-paragraphs";
            default -> plain;
        };
    }

    private static Kind kind(String name) {
        Kind kind = KINDS.get(plainName(name));
        if (kind == null) {
            throw new FormatException(
                    "there is no attack '%s'; there are %s".formatted(name, String.join(", ", KINDS.keySet())));
        }
        return kind;
    }

    /** Returns RAID's rate of an attack. */
    public static double usualRate(String name) {
        return kind(name).usualRate;
    }

    /** Returns whether an attack needs a model. */
    public static boolean needsModel(String name) {
        return kind(name).needsModel;
    }

    /**
     * Returns an attack.
     *
     * @param rewriter a model that writes texts anew; null for none
     * @throws FormatException if there is no such attack, or it needs a model and there is none
     */
    public static Attack named(String name, @Nullable Rewriter rewriter) {
        Attack attack = kind(name).attack;
        if (attack != null) {
            return attack;
        }
        if (rewriter == null) {
            throw new FormatException(
                    "the attack %s writes a text anew, which takes a model that follows instructions; name"
                                    .formatted(plainName(name))
                            + " one with --model, or take one of " + String.join(", ", withoutModel()));
        }
        return plainName(name).equals("synonym") ? ModelAttacks.synonyms(rewriter) : ModelAttacks.paraphrase(rewriter);
    }
}
