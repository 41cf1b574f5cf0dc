package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The {@code pre_tokenizer} of a {@code tokenizer.json}, of the kinds that BPE vocabularies have: regular expressions that
 * cut a text into words, and GPT-2's byte alphabet to spell them in.
 *
 * @param patterns each applied to what those before it left; both a match and a gap between matches are words
 * @param prefixBlank whether a text that begins with no blank gets one
 * @param byteLevel whether words are spelled in {@link ByteLevel}'s alphabet
 */
record WordSplitter(List<Pattern> patterns, boolean prefixBlank, boolean byteLevel) {
    /**
     * What Java's regular expressions take in another way than Oniguruma, or in time with the square of the length:
     * word boundaries, classes within classes, groups that repeat, runs counted by looking ahead. All else is the same,
     * for both go by Unicode 16.
     */
    private static final Pattern OTHERWISE =
            Pattern.compile("\\\\b|\\[\\^\\(|&&|\\(\\?=|\\)\\*|\\)\\+|\\)\\{|\\\\d|\\$\\)|\\\\s\\{");

    /** Read only when there is a pattern to look for. */
    private static final class Known {
        static final Set<String> PATTERNS = PreTokenizer.all().values().stream()
                .flatMap(kind -> kind.patterns().stream())
                .filter(regex -> !OTHERWISE.matcher(regex).find())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Takes the words of a text. */
    interface Words {
        void word(String text, int from, int to);
    }

    /**
     * Compiles the field.
     *
     * @return null if there is a step that is not known here
     */
    static @Nullable WordSplitter of(JsonNode preTokenizer) {
        List<JsonNode> steps = new ArrayList<>();
        if (!flatten(preTokenizer, steps)) {
            return null;
        }
        List<Pattern> patterns = new ArrayList<>();
        boolean prefixBlank = false;
        boolean byteLevel = false;
        for (JsonNode step : steps) {
            if (byteLevel) {
                return null;
            }
            String regex = null;
            switch (step.path("type").asText()) {
                case "Split" -> regex = split(step);
                case "Digits" -> regex = step.path("individual_digits").asBoolean() ? "\\p{N}" : "\\p{N}+";
                case "ByteLevel" -> {
                    byteLevel = true;
                    prefixBlank = step.path("add_prefix_space").asBoolean(true);
                    if (!step.path("use_regex").asBoolean(true)) {
                        continue;
                    }
                    regex = PreTokenizerTable.GPT2;
                }
                default -> {}
            }
            if (regex == null) {
                return null;
            }
            patterns.add(compile(regex));
        }
        // A blank would go before each word that other steps cut.
        return prefixBlank && steps.size() > 1 ? null : new WordSplitter(List.copyOf(patterns), prefixBlank, byteLevel);
    }

    /** Compiles a pattern in Oniguruma's syntax, of those that mean the same in Java's. */
    static Pattern compile(String regex) {
        return Pattern.compile(regex.replace("\\p{Han}", "\\p{IsHan}"), Pattern.UNICODE_CHARACTER_CLASS);
    }

    /** Whether every text is one word as it is. */
    boolean isWhole() {
        return patterns.isEmpty() && !prefixBlank && !byteLevel;
    }

    /** Cuts a text into words. */
    void split(String text, Words out) {
        String whole = prefixBlank && !text.startsWith(" ") ? " " + text : text;
        split(whole, 0, whole.length(), 0, out);
    }

    private void split(String text, int from, int to, int step, Words out) {
        if (from == to) {
            return;
        }
        if (step == patterns.size()) {
            out.word(text, from, to);
            return;
        }
        Matcher matcher = patterns.get(step).matcher(text).region(from, to);
        int done = from;
        while (matcher.find()) {
            split(text, done, matcher.start(), step + 1, out);
            split(text, matcher.start(), matcher.end(), step + 1, out);
            done = matcher.end();
        }
        split(text, done, to, step + 1, out);
    }

    private static boolean flatten(JsonNode node, List<JsonNode> steps) {
        if (node.isNull() || node.isMissingNode()) {
            return true;
        }
        if (!node.path("type").asText().equals("Sequence")) {
            return steps.add(node);
        }
        for (JsonNode child : node.path("pretokenizers")) {
            if (!flatten(child, steps)) {
                return false;
            }
        }
        return node.path("pretokenizers").isArray();
    }

    private static @Nullable String split(JsonNode step) {
        String regex = step.path("pattern").path("Regex").asText();
        boolean isolated = step.path("behavior").asText().equals("Isolated")
                && !step.path("invert").asBoolean(true);
        return isolated && Known.PATTERNS.contains(regex) ? regex : null;
    }
}
