package org.menura.recipes.nano;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The words of a corpus of stories that one can ask for, and of what kind they are: told from the words that stand
 * beside them, such as "a … ." for a noun and "to … the" for a verb.
 */
final class NanoWords {
    /** Of what kind a word is, as far as a request must know. */
    enum Kind {
        /** As in "a dog". */
        COUNTED,
        /** As in "rain". */
        MASS,
        /** As in "shoes". */
        PLURAL,
        VERB,
        ADJECTIVE
    }

    /** A word, in how many stories it stands, and whether it mostly has the definite article. */
    record Word(String text, Kind kind, int stories, boolean definite) {
        boolean isNoun() {
            return kind == Kind.COUNTED || kind == Kind.MASS || kind == Kind.PLURAL;
        }

        /** With its article, if it has one. */
        String withArticle(Random random) {
            if (kind == Kind.MASS) {
                return definite && random.nextInt(4) > 0 ? "the " + text : text;
            }
            return kind == Kind.COUNTED ? ("aeio".indexOf(text.charAt(0)) >= 0 ? "an " : "a ") + text : text;
        }
    }

    private static final int LEAST_STORIES = 4;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z]+(?:'[a-z]+)?|[.,!?;:\"]");

    private static final Set<String> ARTICLES = Set.of("a", "an");
    private static final Set<String> DETERMINERS = Set.of(
            "a", "an", "the", "his", "her", "their", "my", "your", "some", "our", "its", "every", "another", "this");
    private static final Set<String> AFTER_NOUN = Set.of(
            ".", ",", "!", "?", ";", ":", "\"", "and", "was", "were", "to", "in", "on", "with", "had", "that", "is",
            "from", "for", "of", "at", "but", "he", "she", "it", "they", "so", "up", "down", "could", "would", "said",
            "who", "when", "as", "because", "or", "into", "by", "named", "called", "made", "fell", "came", "went");
    private static final Set<String> BEFORE_VERB = Set.of(
            "to",
            "could",
            "would",
            "can",
            "will",
            "didn't",
            "don't",
            "couldn't",
            "not",
            "let's",
            "must",
            "should",
            "can't",
            "always");
    private static final Set<String> AFTER_VERB = Set.of(
            ".",
            ",",
            "!",
            "the",
            "a",
            "an",
            "it",
            "him",
            "her",
            "them",
            "his",
            "their",
            "and",
            "in",
            "on",
            "with",
            "to",
            "at",
            "around",
            "up",
            "down",
            "off",
            "away",
            "out",
            "over",
            "for",
            "into",
            "very",
            "together",
            "my");
    private static final Set<String> DEGREES =
            Set.of("very", "so", "too", "felt", "was", "were", "are", "is", "really");

    /** What the rules take for words to ask for, and people don't. */
    private static final Set<String> NOT_WANTED = Set.of(("thing things way time times day days lot something someone"
                    + " everyone everything anything nothing one ones other others bit kind end first last same more"
                    + " most much many such own back good best better ready able all there here name names side"
                    + " part moment while minute minutes inside outside away home top middle front next once upon"
                    + " replied moral tightly popped meowed crashed belongs cheek swooped hesitated twinkling aside yelps sank ours"
                    + " yours twins teddy baby band police gone wrong gas upset nowhere brothers second third clowns supposed"
                    + " happen explorers tires excite embarrass loose plain known entire regret luxury original west base"
                    + " discovery importance consequences collection line sweetie entrance favorite favourite late busy"
                    + " right left sure okay please thanks well hello hey yes what who rest both two three four five"
                    + " ten years year old new mommy daddy mom dad mum mummy get got let put say tell see look want"
                    + " have make take give come know think like need try use help keep named started ran went not"
                    + " little big and yummy himself herself themselves myself yourself kill gun shit blood dead"
                    + " death stupid idiot fat ugly hit hurt knife fight die dumb loser hate weapon poison murder"
                    + " nobody anybody maybe also even ever never soon later today tomorrow yesterday tonight happily"
                    + " how why where which though through about around after before ok hi wow oh tom anna ben")
            .split(" "));

    /** Nouns that are other things as well, so that the rules miss them. */
    private static final Map<Kind, String> KNOWN = Map.of(
            Kind.COUNTED,
            "bird toy rabbit bunny squirrel butterfly lion king queen farmer train monkey owl bee turtle crab carrot"
                    + " kitty doctor teacher fire monster race rose kite fox ship ant nap kitten puppet parrot penguin",
            Kind.MASS,
            "rain wind money music honey soap sugar tea water wood dinner ice paint night school glue",
            Kind.PLURAL,
            "flowers leaves colors pictures stories books balloons carrots butterflies bubbles rocks sticks shells ducks"
                    + " feathers stones dogs songs fruits bugs ears games kids houses");

    private final Map<String, Word> words;

    private NanoWords(Map<String, Word> words) {
        this.words = words;
    }

    private static final class Counts {
        int stories;
        int all;
        int capital;
        int asNoun;
        int withArticle;
        int definite;
        int asVerb;
        int asAdjective;
    }

    /** What the words of a corpus are. */
    static NanoWords of(List<String> stories) {
        Map<String, Counts> counts = new HashMap<>();
        for (String story : stories) {
            Set<String> seen = new LinkedHashSet<>();
            List<String> tokens = tokens(story);
            for (int i = 0; i < tokens.size(); i++) {
                String token = tokens.get(i);
                if (!Character.isLetter(token.charAt(0))) {
                    continue;
                }
                String before = i == 0 ? "." : tokens.get(i - 1).toLowerCase();
                String next = i + 1 == tokens.size() ? "." : tokens.get(i + 1).toLowerCase();
                String beforeThat = i < 2 ? "." : tokens.get(i - 2).toLowerCase();
                Counts c = counts.computeIfAbsent(token.toLowerCase(), _ -> new Counts());
                c.all++;
                c.capital += Character.isUpperCase(token.charAt(0)) && before.matches("[a-z,].*") ? 1 : 0;
                seen.add(token.toLowerCase());
                boolean ends = AFTER_NOUN.contains(next);
                boolean determined = DETERMINERS.contains(before) || DETERMINERS.contains(beforeThat);
                c.asNoun += determined && ends && !DEGREES.contains(before) ? 1 : 0;
                c.withArticle += ends && (ARTICLES.contains(before) || ARTICLES.contains(beforeThat)) ? 1 : 0;
                c.definite += before.equals("the") ? 1 : 0;
                c.asVerb += BEFORE_VERB.contains(before) && AFTER_VERB.contains(next) ? 1 : 0;
                boolean told = DEGREES.contains(before) && AFTER_NOUN.contains(next);
                c.asAdjective += told || (DETERMINERS.contains(before) && !ends) ? 1 : 0;
            }
            seen.forEach(w -> Objects.requireNonNull(counts.get(w)).stories++);
        }
        Map<String, Word> words = new TreeMap<>();
        counts.forEach((text, c) -> {
            Kind kind = kind(text, c, counts);
            if (kind != null) {
                words.put(text, word(text, kind, c));
            }
        });
        KNOWN.forEach((kind, texts) -> Stream.of(texts.split(" "))
                .filter(counts::containsKey)
                .forEach(text -> words.put(text, word(text, kind, Objects.requireNonNull(counts.get(text))))));
        return new NanoWords(words);
    }

    private static Word word(String text, Kind kind, Counts c) {
        return new Word(text, kind, c.stories, c.definite > 0.5 * c.all);
    }

    private static @Nullable Kind kind(String text, Counts c, Map<String, Counts> all) {
        boolean unfit = text.length() < 3 || text.contains("'") || NOT_WANTED.contains(text);
        if (unfit || c.stories < LEAST_STORIES || c.capital > 0.1 * c.all) {
            return null;
        }
        double noun = c.asNoun / (double) c.all;
        double verb = c.asVerb / (double) c.all;
        double adjective = c.asAdjective / (double) c.all;
        if (noun >= 0.4 && adjective < 0.25 && verb < 0.1) {
            String single = text.endsWith("es") && !all.containsKey(text.substring(0, text.length() - 1))
                    ? text.substring(0, text.length() - 2)
                    : text.substring(0, text.length() - 1);
            boolean plural = text.endsWith("s") && !text.endsWith("ss") && all.containsKey(single);
            return plural ? Kind.PLURAL : c.withArticle < 0.06 * c.all ? Kind.MASS : Kind.COUNTED;
        }
        if (verb >= 0.35 && noun < 0.1) {
            return Kind.VERB;
        }
        boolean participle = text.endsWith("ing") || text.endsWith("ed") || text.endsWith("ly") || text.endsWith("est");
        return adjective >= 0.45 && noun < 0.3 && !participle ? Kind.ADJECTIVE : null;
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher m = TOKEN.matcher(text);
        while (m.find()) {
            tokens.add(m.group());
        }
        return tokens;
    }

    /** Where a word stands in a text first, counted in tokens. */
    static int place(Word word, String text) {
        List<String> tokens = tokens(text);
        int i = 0;
        while (i < tokens.size() && !tokens.get(i).equalsIgnoreCase(word.text())) {
            i++;
        }
        return i;
    }

    /** All of them, in alphabetical order. */
    List<Word> all() {
        return List.copyOf(words.values());
    }

    /** Those that stand in a text, in alphabetical order, and how often. */
    Map<Word, Integer> in(String text) {
        Map<String, Integer> counts = new TreeMap<>();
        for (String token : tokens(text)) {
            if (words.containsKey(token.toLowerCase())) {
                counts.merge(token.toLowerCase(), 1, Integer::sum);
            }
        }
        Map<Word, Integer> out = new LinkedHashMap<>();
        counts.forEach((word, count) -> out.put(words.get(word), count));
        return out;
    }
}
