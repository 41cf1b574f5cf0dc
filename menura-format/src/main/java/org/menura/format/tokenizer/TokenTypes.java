package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Finds out whether a model is told which of two texts a token is of. */
final class TokenTypes {
    /**
     * Classes of transformers whose {@code model_input_names} are without types. That of any {@code tokenizer.json} gave types up to
     * release 4, where it had another name, and the folders of that time are of models that were taught with them.
     */
    private static final Set<String> WITHOUT = Set.of(
            "TokenizersBackend",
            "DistilBertTokenizer",
            "MPNetTokenizer",
            "RobertaTokenizer",
            "XLMRobertaTokenizer",
            "CamembertTokenizer");

    private TokenTypes() {}

    /**
     * Returns whether types are given.
     *
     * @param names {@code model_input_names} of the configuration, which count where they are stated
     * @param tokenizerClass simple name of transformers' class; empty for the model's own
     */
    static boolean areGiven(JsonNode names, String tokenizerClass) {
        return names.isArray()
                ? names.valueStream().anyMatch(name -> name.asText().equals("token_type_ids"))
                : !WITHOUT.contains(tokenizerClass.replaceFirst("Fast$", ""));
    }
}
