package org.menura.generate.embed;

import com.fasterxml.jackson.databind.JsonNode;
import org.menura.format.FormatException;
import org.menura.generate.load.LoadedModel;
import org.menura.model.Config;

/** What the logits of a classification head say of a pair of texts. */
enum RerankScore {
    /** The one logit itself. */
    LOGIT,
    /** The probability that the one logit stands for. */
    SIGMOID,
    /** The probability of the second of two classes. */
    SECOND;

    /**
     * Reads how a model scores, as sentence-transformers does: a sigmoid of one logit, unless the config names the
     * identity.
     *
     * @param classes of the head
     * @throws FormatException if these are no scores
     */
    static RerankScore of(LoadedModel model, int classes) {
        Config fields = model.source().fields();
        if (classes == 2) {
            return SECOND;
        }
        if (classes != 1) {
            throw new FormatException("%s classifies texts into %d classes; a reranker has one or two"
                    .formatted(model.source().path(), classes));
        }
        JsonNode named = fields.raw("sentence_transformers").path("activation_fn");
        String function = named.isTextual()
                ? named.asText()
                : fields.raw("sbert_ce_default_activation_function").asText("");
        return function.endsWith("Identity") ? LOGIT : SIGMOID;
    }

    /** Computes the score. */
    double of(float... logits) {
        return switch (this) {
            case LOGIT -> logits[0];
            case SIGMOID -> 1 / (1 + Math.exp(-logits[0]));
            case SECOND -> 1 / (1 + Math.exp((double) logits[0] - logits[1]));
        };
    }
}
