package org.menura.agent.claim;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words, numbers and names of texts, as verifiers without a model compare them. */
final class Words {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:['’]\\p{L}+|(?<=\\p{N})[.,]\\p{N}+)*");
    private static final Set<String> COMMON = Set.of(
            "a", "an", "and", "are", "as", "at", "be", "been", "being", "but", "by", "did", "do", "does", "for", "from",
            "had", "has", "have", "he", "her", "his", "in", "into", "is", "it", "its", "no", "not", "of", "on", "only",
            "or", "she", "that", "the", "their", "them", "there", "they", "this", "to", "was", "were", "which", "who",
            "with");

    private Words() {}

    /** Returns words in lower case, without those that are in every text. */
    static Set<String> content(String text) {
        Set<String> words = new LinkedHashSet<>();
        for (String word : all(text)) {
            String lower = plain(word);
            if (!COMMON.contains(lower)) {
                words.add(stem(lower));
            }
        }
        return words;
    }

    /** Returns numbers, and names: words with a capital that do not begin a sentence. */
    static Set<String> values(String text) {
        Set<String> values = new LinkedHashSet<>();
        Matcher m = WORD.matcher(text);
        while (m.find()) {
            String word = m.group();
            boolean number = word.chars().anyMatch(Character::isDigit);
            boolean name = Character.isUpperCase(word.codePointAt(0)) && !beginsSentence(text, m.start());
            if (number || name) {
                values.add(plain(word));
            }
        }
        return values;
    }

    private static boolean beginsSentence(String text, int at) {
        int i = at - 1;
        while (i >= 0 && (Character.isWhitespace(text.charAt(i)) || "\"'“‘(".indexOf(text.charAt(i)) >= 0)) {
            i--;
        }
        return i < 0 || ".!?:".indexOf(text.charAt(i)) >= 0;
    }

    static List<String> all(String text) {
        List<String> words = new ArrayList<>();
        Matcher m = WORD.matcher(text);
        while (m.find()) {
            words.add(m.group());
        }
        return words;
    }

    static String plain(String word) {
        String base = Normalizer.normalize(word, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT);
        return base.endsWith("'s") || base.endsWith("’s")
                ? base.substring(0, base.length() - 2)
                : base.replace(",", "");
    }

    /** Cuts the endings of plurals and tenses, so that forms of a word mostly meet. */
    static String stem(String word) {
        for (String ending : List.of("ingly", "edly", "ing", "ies", "ied", "ed", "es", "ly", "s")) {
            if (word.endsWith(ending) && word.length() - ending.length() >= 3) {
                return word.substring(0, word.length() - ending.length());
            }
        }
        return word;
    }
}
