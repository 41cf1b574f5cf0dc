package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
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
        checkAround(root);
    }

    /** Checks what is around the model. */
    static void checkAround(JsonNode root) {
        checkAddedTokens(root.path("added_tokens"));
        PipelineCheck check = new PipelineCheck();
        check.step(root.path("normalizer"));
        check.step(root.path("pre_tokenizer"));
        check.step(root.path("post_processor"));
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

    private static boolean isId(JsonNode node) {
        return node.isInt() && node.intValue() >= 0 && node.intValue() < Integer.MAX_VALUE;
    }

    static FormatException fault(String what) {
        return new FormatException("The tokenizer.json is malformed: " + what + ".");
    }
}
