package org.menura.recipes.nano;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts other things into a story: a rabbit for the dog, a kite for the ball. What stands in the story then follows from the
 * request alone, so that a model that tells it must have read the request.
 */
final class NanoSwaps {
    /** Kinds of things, each of which may stand for another of its kind. Their plural ends in s or es. */
    private static final List<List<String>> KINDS = Stream.of(
                    "dog cat bird bear rabbit bunny frog duck lion monkey pig cow horse fox squirrel owl turtle snake bee"
                            + " butterfly bug ant spider worm crab shark dolphin puppy kitten elephant dragon dinosaur",
                    "ball toy doll box car truck train boat plane bike kite balloon hat coat book pen cup plate spoon bowl"
                            + " bottle bag blanket pillow horn bell key ring stick stone rock rope ladder hammer robot puzzle"
                            + " card letter picture mirror coin button shell flower sword rocket phone chair shirt dress jar"
                            + " pot towel bucket basket crown umbrella drum",
                    "apple banana orange carrot cake cookie sandwich egg candy lollipop",
                    "park garden forest farm zoo beach lake river pond castle cave hill mountain store school field barn road"
                            + " jungle village town tower yard playground kitchen market",
                    "boy girl man king queen prince princess farmer doctor teacher fairy pirate clown giant monster",
                    "rain snow wind storm cloud rainbow sun moon star")
            .map(k -> List.of(k.split(" ")))
            .toList();

    private static final Pattern WORD = Pattern.compile("\\b([A-Za-z]+)\\b");
    private static final Pattern ARTICLE = Pattern.compile("\\b([Aa])n?( )(?=([A-Za-z]))");

    private final Map<String, Integer> kindOf = new HashMap<>();

    NanoSwaps() {
        for (int i = 0; i < KINDS.size(); i++) {
            for (String word : KINDS.get(i)) {
                kindOf.put(word, i);
            }
        }
    }

    /** The story with some of its things replaced by others of their kind, each in all places. */
    String swap(String story, Random random) {
        Map<String, String> chosen = new HashMap<>();
        Matcher m = WORD.matcher(story);
        StringBuilder out = new StringBuilder();
        while (m.find()) {
            String word = m.group().toLowerCase();
            String single = single(word);
            if (single != null) {
                String other =
                        chosen.computeIfAbsent(single, s -> random.nextInt(4) == 0 ? s : drawn(s, chosen, random));
                if (!other.equals(single)) {
                    String replaced = single.equals(word) ? other : plural(other);
                    m.appendReplacement(
                            out,
                            Character.isUpperCase(m.group().charAt(0))
                                    ? Character.toUpperCase(replaced.charAt(0)) + replaced.substring(1)
                                    : replaced);
                }
            }
        }
        return articles(m.appendTail(out).toString());
    }

    /** Never what stands for another thing already. */
    private String drawn(String word, Map<String, String> chosen, Random random) {
        List<String> kind = KINDS.get(Objects.requireNonNull(kindOf.get(word)));
        String other = kind.get(random.nextInt(kind.size()));
        return chosen.containsValue(other) ? word : other;
    }

    private @Nullable String single(String word) {
        for (String ending : List.of("", "s", "es")) {
            if (word.endsWith(ending)) {
                String single = word.substring(0, word.length() - ending.length());
                if (kindOf.containsKey(single)
                        && (ending.isEmpty() || plural(single).equals(word))) {
                    return single;
                }
            }
        }
        return null;
    }

    private static String plural(String word) {
        return word.matches(".*(s|x|ch|sh)") ? word + "es" : word + "s";
    }

    private static String articles(String text) {
        return ARTICLE.matcher(text)
                .replaceAll(a -> a.group(1) + ("aeioAEIO".contains(a.group(3)) ? "n" : "") + a.group(2));
    }
}
