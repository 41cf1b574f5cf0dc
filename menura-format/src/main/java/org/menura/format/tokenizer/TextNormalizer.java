package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code normalizer} of a {@code tokenizer.json}, of the kinds that BPE vocabularies of SentencePiece have.
 *
 * @param steps what happens to a text, in order
 */
record TextNormalizer(List<UnaryOperator<String>> steps) {
    /**
     * Compiles the field.
     *
     * @return null if there is a step that is not known here
     */
    static @Nullable TextNormalizer of(JsonNode normalizer) {
        List<UnaryOperator<String>> steps = new ArrayList<>();
        return add(normalizer, steps) ? new TextNormalizer(List.copyOf(steps)) : null;
    }

    /** Normalises a text. */
    String apply(String text) {
        String result = text;
        for (UnaryOperator<String> step : steps) {
            result = step.apply(result);
        }
        return result;
    }

    private static boolean add(JsonNode node, List<UnaryOperator<String>> steps) {
        if (node.isNull() || node.isMissingNode()) {
            return true;
        }
        UnaryOperator<String> step = null;
        switch (node.path("type").asText()) {
            case "Sequence" -> {
                for (JsonNode child : node.path("normalizers")) {
                    if (!add(child, steps)) {
                        return false;
                    }
                }
                return node.path("normalizers").isArray();
            }
            case "Prepend" -> step = prepend(node.path("prepend"));
            case "Replace" -> step = replace(node.path("pattern"), node.path("content"));
            default -> {}
        }
        return step != null && steps.add(step);
    }

    private static @Nullable UnaryOperator<String> prepend(JsonNode prefix) {
        String before = prefix.asText();
        return prefix.isTextual() ? text -> text.isEmpty() ? text : before + text : null;
    }

    private static @Nullable UnaryOperator<String> replace(JsonNode pattern, JsonNode content) {
        if (!content.isTextual() || pattern.size() != 1) {
            return null;
        }
        String literal = pattern.path("String").asText();
        String by = content.asText();
        if (!literal.isEmpty()) {
            return text -> text.replace(literal, by);
        }
        String regex = pattern.path("Regex").asText();
        if (!SentencePieceJson.PATTERNS.contains(regex)) {
            return null;
        }
        Pattern compiled = Pattern.compile(regex);
        String quoted = Matcher.quoteReplacement(by);
        return text -> compiled.matcher(text).replaceAll(quoted);
    }
}
