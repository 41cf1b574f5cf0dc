package org.menura.detect.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.eval.trust.perturb.WordLists;
import org.menura.tensor.Rng;

/** Attacks on words and sentences. */
final class WordAttacks {
    private static final Pattern WORD = Pattern.compile("\\p{L}+(?:['’]\\p{L}+)?");
    /** Words with what hyphens, points and apostrophes bind to them, and what stands between words: about NLTK's tokens. */
    private static final Pattern TOKEN =
            Pattern.compile("[\\p{L}\\p{N}]+(?:['’.,/-][\\p{L}\\p{N}]+)*|([^\\p{L}\\p{N}\\s])\\1*");
    /** Small articles between spaces, as RAID has them: a capital one may be a letter, and begins a sentence. */
    private static final Pattern ARTICLE = Pattern.compile(" (?:the|an|a)(?= )");

    private static final Pattern SPACE = Pattern.compile(" ");
    /** An initial or a title, whose point ends no sentence. */
    private static final String SHORTENED = "\\b(?:\\p{Lu}|Mr|Mrs|Ms|Dr|Prof|St|Gen|Sen|Rep|Gov|Lt|Col|Capt|vs)\\.";
    /** White space between a sentence and one that begins with a capital, a number or a quotation mark. */
    private static final Pattern BETWEEN_SENTENCES =
            Pattern.compile("(?<=[.!?][\"'”’)]?)(?<!" + SHORTENED + ")\\s+(?=[\"'“‘(]?[\\p{Lu}\\d])");

    private WordAttacks() {}

    /** A piece of a text. */
    private record Span(int from, int to) {}

    private static List<Span> spans(Pattern pattern, String text) {
        List<Span> spans = new ArrayList<>();
        Matcher found = pattern.matcher(text);
        while (found.find()) {
            spans.add(new Span(found.start(), found.end()));
        }
        return spans;
    }

    /** Replaces the chosen spans. */
    private static String replace(
            String text, List<Span> spans, boolean[] chosen, Function<String, String> replacement) {
        StringBuilder out = new StringBuilder();
        int done = 0;
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i]) {
                Span span = spans.get(i);
                out.append(text, done, span.from).append(replacement.apply(text.substring(span.from, span.to)));
                done = span.to;
            }
        }
        return out.append(text, done, text.length()).toString();
    }

    /**
     * Returns the attack that replaces words by others of a list.
     *
     * @param ofAll whether the rate is a share of all words and marks, as far as the list goes; otherwise of its words
     */
    static Attack replacing(Map<String, List<String>> list, boolean ofAll) {
        return (text, rate, random) -> {
            List<Span> words = spans(WORD, text);
            List<Span> known = words.stream()
                    .filter(w -> list.containsKey(text.substring(w.from, w.to).toLowerCase(Locale.ROOT)))
                    .toList();
            int all = ofAll ? spans(TOKEN, text).size() : known.size();
            int count = (int) (all * rate);
            return replace(text, known, Picks.of(known.size(), count, random), word -> {
                List<String> others = list.getOrDefault(word.toLowerCase(Locale.ROOT), List.of(word));
                return WordLists.matchCase(word, others.get(random.nextInt(others.size())));
            });
        };
    }

    /** Deletes articles with the spaces before them. */
    static String deleteArticles(String text, double rate, Rng random) {
        List<Span> articles = spans(ARTICLE, text);
        return replace(text, articles, Picks.share(articles.size(), rate, random), _ -> "");
    }

    /** Exchanges the case of first letters. */
    static String flipCase(String text, double rate, Rng random) {
        List<Span> words = spans(TOKEN, text).stream()
                .filter(w -> Character.isLetter(text.codePointAt(w.from)))
                .toList();
        return replace(text, words, Picks.share(words.size(), rate, random), word -> {
            int first = Character.charCount(word.codePointAt(0));
            String letter = word.substring(0, first);
            boolean isUpper = Character.isUpperCase(word.codePointAt(0));
            return (isUpper ? letter.toLowerCase(Locale.ROOT) : letter.toUpperCase(Locale.ROOT))
                    + word.substring(first);
        });
    }

    /** Adds spaces behind words, the last one too; a place may get several. */
    static String addSpaces(String text, double rate, Rng random) {
        String[] words = SPACE.split(text, -1);
        int count = (int) (words.length * rate);
        for (int i = 0; i < count && !text.isEmpty(); i++) {
            words[random.nextInt(words.length)] += " ";
        }
        return String.join(" ", words);
    }

    /** Puts empty lines between sentences, with the space before them that RAID leaves. */
    static String insertParagraphs(String text, double rate, Rng random) {
        List<Span> borders = spans(BETWEEN_SENTENCES, text);
        return replace(text, borders, Picks.share(borders.size(), rate, random), _ -> " \n\n");
    }
}
