package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Map;
import org.menura.format.FormatException;

/**
 * Checks of a {@code tokenizer.json} before the native library sees it: what the library takes for granted, and ends the
 * process over where it is not so.
 */
final class TokenizerJsonCheck {
    private TokenizerJsonCheck() {}

    /**
     * Checks a whole file.
     *
     * @throws FormatException at the first fault
     */
    static void check(JsonNode root, JsonNode model) {
        checkVocabulary(model.path("vocab"));
        checkMerges(model);
        checkAddedTokens(root.path("added_tokens"));
        checkParts(root.path("normalizer"));
        checkParts(root.path("pre_tokenizer"));
        checkParts(root.path("post_processor"));
    }

    private static void checkVocabulary(JsonNode vocab) {
        if (vocab.isArray()) {
            for (JsonNode piece : vocab) {
                if (!piece.isArray()
                        || piece.size() != 2
                        || !piece.path(0).isTextual()
                        || !piece.path(1).isNumber()
                        || !Double.isFinite(piece.path(1).doubleValue())) {
                    throw fault("every entry of model.vocab must be a pair of a text and a finite score");
                }
            }
        } else if (vocab.isObject()) {
            for (Map.Entry<String, JsonNode> entry : vocab.properties()) {
                if (!isId(entry.getValue())) {
                    throw fault("model.vocab must give the token '" + entry.getKey()
                            + "' a whole number from 0 to 2³¹ − 1");
                }
            }
        } else {
            throw fault("model.vocab must be an object of tokens and ids, or a list of pieces and scores");
        }
    }

    /** The library cuts the prefix off the second half of every merge without looking. */
    private static void checkMerges(JsonNode model) {
        String prefix = model.path("continuing_subword_prefix").asText("");
        for (JsonNode merge : model.path("merges")) {
            boolean pair = merge.isArray()
                    && merge.size() == 2
                    && merge.path(0).isTextual()
                    && merge.path(1).isTextual();
            if (!pair && !merge.isTextual()) {
                throw fault("every entry of model.merges must be a text such as \"a b\" or a pair of texts");
            }
            String second = pair
                    ? merge.path(1).asText()
                    : merge.asText().substring(merge.asText().indexOf(' ') + 1);
            if (!model.path("continuing_subword_prefix").isNull() && !second.startsWith(prefix)) {
                throw fault("the merge '" + merge + "' must have a second half that starts with the"
                        + " continuing_subword_prefix '" + prefix + "'");
            }
        }
    }

    private static void checkAddedTokens(JsonNode added) {
        if (!added.isMissingNode() && !added.isNull() && !added.isArray()) {
            throw fault("added_tokens must be a list");
        }
        for (JsonNode token : added) {
            if (!isId(token.path("id")) || !token.path("content").isTextual()) {
                throw fault("every entry of added_tokens needs an 'id' (a whole number) and a 'content' (a text)");
            }
        }
    }

    /** By field and not by type: the library guesses the type where it is missing. */
    private static void checkParts(JsonNode node) {
        if (node.path("precompiled_charsmap").isTextual()) {
            checkCharsMap(node.path("precompiled_charsmap").asText());
        }
        if (node.path("Regex").isTextual()) {
            RegexCheck.check(node.path("Regex").asText());
        }
        if (node.path("length").isInt() && node.path("length").intValue() < 1) {
            throw fault("the length of a FixedLength pre-tokenizer must be at least 1");
        }
        if (node.has("single") || node.has("pair")) {
            checkTemplate(node);
        }
        for (JsonNode child : node) {
            if (child.isContainerNode()) {
                checkParts(child);
            }
        }
    }

    private static void checkCharsMap(String base64) {
        byte[] map;
        try {
            map = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new FormatException("The precompiled_charsmap in tokenizer.json is not Base64.", e);
        }
        if (map.length > 0) {
            CharsMap.check(map);
        }
    }

    private static void checkTemplate(JsonNode template) {
        JsonNode specials = template.path("special_tokens");
        for (Map.Entry<String, JsonNode> entry : specials.properties()) {
            if (entry.getValue().path("ids").size()
                    != entry.getValue().path("tokens").size()) {
                throw fault(
                        "the special token '" + entry.getKey() + "' of the post-processor needs as many ids as tokens");
            }
        }
        for (String kind : new String[] {"single", "pair"}) {
            boolean first = false;
            boolean second = false;
            for (JsonNode piece : template.path(kind)) {
                JsonNode special = piece.path("SpecialToken").path("id");
                if (special.isTextual() && !specials.has(special.asText())) {
                    throw fault("the post-processor uses '" + special.asText()
                            + "', which is missing in its special_tokens");
                }
                first |= piece.path("Sequence").path("id").asText().equals("A");
                second |= piece.path("Sequence").path("id").asText().equals("B");
            }
            if (!first || second != kind.equals("pair")) {
                throw fault("the template of the post-processor must use sequence A alone in 'single' and both A and B"
                        + " in 'pair'");
            }
        }
    }

    private static boolean isId(JsonNode node) {
        return node.isInt() && node.intValue() >= 0 && node.intValue() < Integer.MAX_VALUE;
    }

    private static FormatException fault(String what) {
        return new FormatException("The tokenizer.json is malformed: " + what + ".");
    }
}
