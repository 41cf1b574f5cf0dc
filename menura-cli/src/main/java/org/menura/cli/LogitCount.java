package org.menura.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.menura.format.Checkpoint;
import org.menura.model.load.ModelSource;

/** Finds out how many logits a model has, which need not be as many as its tokenizer has tokens, without building it. */
final class LogitCount {
    private static final String SIZE = "vocab_size";
    private static final List<String> HEADS = List.of("lm_head.weight", "embed_out.weight", "output.weight");
    private static final List<String> TABLES = List.of(
            "embed_tokens.weight", "wte.weight", "word_embeddings.weight", "tok_embeddings.weight", "embed_in.weight");

    private LogitCount() {}

    /**
     * Returns what the config says of the text part, or else the shape of the head or of the embeddings: models that see or
     * hear have the config of their text part inside, where fields may be left out.
     *
     * @param otherwise what to return where neither tells
     */
    static int of(ModelSource source, int otherwise) {
        JsonNode text = source.config().path("text_config");
        if (text.isObject()) {
            return text.path(SIZE).asInt() > 0
                    ? text.path(SIZE).intValue()
                    : rows(source.weights(), HEADS)
                            .or(() -> rows(source.weights(), TABLES))
                            .orElseGet(() -> source.fields().positive(SIZE, otherwise));
        }
        return source.fields().positive(SIZE, otherwise);
    }

    /** The rows of the first matrix with one of some endings. */
    private static Optional<Integer> rows(Checkpoint weights, List<String> endings) {
        return endings.stream()
                .flatMap(ending -> weights.names().stream()
                        .filter(name -> name.endsWith(ending))
                        .sorted())
                .map(weights::shape)
                .filter(shape -> shape.rank() == 2)
                .map(shape -> shape.dim(0))
                .findFirst();
    }
}
