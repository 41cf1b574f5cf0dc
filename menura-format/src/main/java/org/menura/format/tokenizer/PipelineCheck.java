package org.menura.format.tokenizer;

import static org.menura.format.tokenizer.TokenizerJsonCheck.fault;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;

/**
 * Checks of the normalizer, pre-tokenizer and post-processor of a {@code tokenizer.json} before the native library sees
 * them. Steps are known by their fields as well as by their type, for the library guesses where the type says nothing.
 */
final class PipelineCheck {
    private boolean templateSeen;

    /**
     * Checks a step and the steps in it; none, or null, is fine.
     *
     * @throws FormatException at the first fault
     */
    void step(JsonNode step) {
        if (step.isNull() || step.isMissingNode()) {
            return;
        }
        if (!step.isObject() || !step.path("type").isTextual()) {
            throw fault("the normalizer, the pre_tokenizer, the post_processor and their steps must be objects with a"
                    + " 'type'");
        }
        if (step.has("precompiled_charsmap") || step.path("type").asText().equals("Precompiled")) {
            checkCharsMap(step.path("precompiled_charsmap"));
        }
        if (step.has("length") && step.path("length").asLong() < 1) {
            throw fault("the length of a FixedLength pre-tokenizer must be at least 1");
        }
        if (step.has("single") || step.has("pair") || step.has("special_tokens")) {
            checkTemplate(step);
        }
        if (step.has("content")) {
            checkReplacement(step.path("pattern"));
        }
        checkRegexes(step);
        for (String name : List.of("normalizers", "pretokenizers", "processors")) {
            step.path(name).forEach(this::step);
        }
    }

    private static void checkRegexes(JsonNode node) {
        if (node.path("Regex").isTextual()) {
            RegexCheck.check(node.path("Regex").asText());
        }
        for (JsonNode child : node) {
            if (child.isContainerNode()) {
                checkRegexes(child);
            }
        }
    }

    /** The library loses count of its characters where a replacement puts a text into a gap at the start. */
    private static void checkReplacement(JsonNode pattern) {
        JsonNode text = pattern.path("String");
        JsonNode regex = pattern.path("Regex");
        if (text.isTextual() == regex.isTextual()
                || text.asText("-").isEmpty()
                || (regex.isTextual() && RegexCheck.matchesNothing(regex.asText()))) {
            throw fault("a Replace needs a 'pattern' that does not match where there is nothing: " + pattern);
        }
    }

    private static void checkCharsMap(JsonNode base64) {
        byte[] map;
        try {
            map = Base64.getDecoder().decode(base64.asText());
        } catch (IllegalArgumentException e) {
            throw new FormatException("The precompiled_charsmap in tokenizer.json is not Base64.", e);
        }
        // The library insists on padding and on zero bits before it, which Java's decoder does not.
        if (!base64.isTextual() || !Base64.getEncoder().encodeToString(map).equals(base64.asText())) {
            throw fault("a precompiled_charsmap must be a text in padded Base64");
        }
        CharsMap.check(map);
    }

    private void checkTemplate(JsonNode template) {
        if (templateSeen) {
            throw fault("the post_processor has two templates, and only one can put tokens around a text");
        }
        templateSeen = true;
        JsonNode specials = template.path("special_tokens");
        if (!specials.isObject()) {
            throw fault("the special_tokens of the post_processor must be an object");
        }
        for (Map.Entry<String, JsonNode> entry : specials.properties()) {
            JsonNode token = entry.getValue();
            if (!token.isObject()
                    || token.path("ids").size() != token.path("tokens").size()) {
                throw fault(
                        "the special token '" + entry.getKey() + "' of the post_processor needs as many ids as tokens");
            }
        }
        checkPieces(template.path("single"), specials, false);
        checkPieces(template.path("pair"), specials, true);
    }

    private static void checkPieces(JsonNode pieces, JsonNode specials, boolean pair) {
        boolean first = false;
        boolean second = false;
        for (JsonNode piece : pieces) {
            String special = piece.path("SpecialToken").path("id").asText("");
            String sequence = piece.path("Sequence").path("id").asText("");
            if (special.isEmpty() ? !sequence.equals("A") && !sequence.equals("B") : !specials.has(special)) {
                throw fault("a piece of the post_processor's template is neither the sequence A or B nor one of its"
                        + " special_tokens: " + piece);
            }
            first |= sequence.equals("A");
            second |= sequence.equals("B");
        }
        if (!first || second != pair) {
            throw fault("the template of the post_processor must use sequence A alone in 'single' and both A and B in"
                    + " 'pair'");
        }
    }
}
