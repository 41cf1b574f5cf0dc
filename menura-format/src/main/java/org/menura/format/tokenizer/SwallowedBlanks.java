package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Says which added tokens of a GGUF file take the blanks beside them: no field of the file does, but those of Phi-3 take
 * what follows and masks of some encoders what precedes, as in the models' own {@code tokenizer.json} and in llama.cpp.
 */
final class SwallowedBlanks {
    private static final Set<String> MASKED = Set.of("jina-v2-de", "jina-v2-es", "jina-v2-code", "mmbert");
    private static final Set<String> MASKED_ARCHITECTURES = Set.of("nomic-bert-moe", "jina-bert-v3");
    private static final Set<String> PLAIN = Set.of("<unk>", "<s>", "<|endoftext|>");

    private final boolean behindAll;
    private final String mask;

    private SwallowedBlanks(boolean behindAll, String mask) {
        this.behindAll = behindAll;
        this.mask = mask;
    }

    /** Reads what a file says of itself. */
    static SwallowedBlanks of(GgufVocabulary vocabulary) {
        String name = String.valueOf(vocabulary.metadata().get("general.name"))
                .toLowerCase(Locale.ROOT)
                .replace(' ', '-');
        boolean phi3 = name.contains("phi-3") || name.contains("phi3");
        boolean masked = MASKED.contains(vocabulary.string("pre", ""))
                || MASKED_ARCHITECTURES.contains(
                        String.valueOf(vocabulary.metadata().get("general.architecture")));
        return new SwallowedBlanks(phi3, masked ? "<mask>" : name.contains("modern-bert") ? "[MASK]" : "");
    }

    /** Gives tokens the blanks that they take. */
    List<AddedToken> in(List<AddedToken> tokens) {
        return tokens.stream().map(this::in).toList();
    }

    private AddedToken in(AddedToken t) {
        return new AddedToken(
                t.id(),
                t.content(),
                t.special(),
                t.singleWord(),
                t.lstrip() || t.content().equals(mask),
                t.rstrip() || behindAll && !PLAIN.contains(t.content()),
                t.normalized());
    }

    /** Gives the {@code added_tokens} of a tokenizer.json the blanks that they take. */
    void in(JsonNode addedTokens) {
        for (JsonNode node : addedTokens) {
            AddedToken token = in(TokenizerJson.addedToken(node.path("id").intValue(), node));
            ((ObjectNode) node).setAll(TokenizerJson.toJson(token));
        }
    }
}
