package org.menura.generate.embed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleUnaryOperator;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.generate.load.LoadedModel;
import org.menura.model.Config;

/** What the logits of a classification head say of a pair of texts. */
@FunctionalInterface
interface RerankScore {
    /** Of two classes, the probability of the second. */
    RerankScore SECOND = logits -> sigmoid((double) logits[1] - logits[0]);

    /** Of two classes, how far the second is above the first. */
    RerankScore DIFFERENCE = logits -> (double) logits[1] - logits[0];

    /** Computes the score. */
    double of(float... logits);

    /**
     * Reads how a model scores, as sentence-transformers does: a sigmoid of one logit, unless {@code
     * config_sentence_transformers.json} or the config names another function.
     *
     * @param classes of the head
     * @throws FormatException if these are no scores
     */
    static RerankScore of(LoadedModel model, int classes) {
        return of(model, classes, false);
    }

    /**
     * Reads how a model scores; see {@link #of(LoadedModel, int)}.
     *
     * @param raw whether the score is what the head says itself: its only logit, or how far one of two is above the other
     */
    static RerankScore of(LoadedModel model, int classes, boolean raw) {
        if (classes == 2) {
            RerankScore score = raw ? DIFFERENCE : SECOND;
            boolean yesFirst =
                    model.source().config().at("/id2label/0").asText().equalsIgnoreCase("yes");
            return yesFirst ? logits -> score.of(logits[1], logits[0]) : score;
        }
        if (classes != 1) {
            throw new FormatException("%s classifies texts into %d classes; a reranker has one or two"
                    .formatted(model.source().path(), classes));
        }
        DoubleUnaryOperator function = raw ? x -> x : function(model);
        return logits -> function.applyAsDouble(logits[0]);
    }

    private static DoubleUnaryOperator function(LoadedModel model) {
        Config fields = model.source().fields();
        Path file = model.source().path().resolve("config_sentence_transformers.json");
        JsonNode named = Files.isRegularFile(file) ? Json.parse(file).path("activation_fn") : MissingNode.getInstance();
        String where = file.toString();
        for (JsonNode other : new JsonNode[] {
            fields.raw("sentence_transformers").path("activation_fn"),
            fields.raw("sbert_ce_default_activation_function")
        }) {
            if (!named.isTextual()) {
                named = other;
                where = fields.source();
            }
        }
        String name = named.asText("Sigmoid");
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "Identity" -> x -> x;
            case "Sigmoid" -> RerankScore::sigmoid;
            case "Tanh" -> Math::tanh;
            case "ReLU" -> x -> Math.max(0, x);
            case "Softplus" -> x -> -Math.log(sigmoid(-x));
            case "LogSigmoid" -> x -> Math.log(sigmoid(x));
            default ->
                throw new FormatException(
                        "%s scores by the function %s, which is not supported; Identity, Sigmoid, Tanh, ReLU, Softplus and LogSigmoid are"
                                .formatted(where, name));
        };
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
