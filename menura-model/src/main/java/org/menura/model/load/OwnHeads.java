package org.menura.model.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.menura.format.Checkpoint;
import org.menura.model.Config;
import org.menura.model.seq2seq.T5Variant;
import org.menura.model.weights.HeadNames;
import org.menura.tensor.Tensor;

/**
 * Finds heads that files hold although the config says that the embeddings are the head: transformers writes {@code
 * tie_word_embeddings: true} for some models whatever they are, and since release 5 ties only what is missing or equal.
 */
final class OwnHeads {
    private static final String TIED = "tie_word_embeddings";
    private static final String SCALED = "scale_decoder_outputs";

    private static final Map<String, T5Variant> T5S =
            Map.of("t5", T5Variant.T5, "mt5", T5Variant.MT5, "umt5", T5Variant.UMT5);

    /** Numbers that are compared at once. */
    private static final int PIECE = 1 << 20;

    private OwnHeads() {}

    /** Returns the config, which says that the head is the file's own if it is. */
    static JsonNode told(JsonNode config, Checkpoint weights) {
        if (isUntied(config) || config.has("text_config") || !config.isObject()) {
            return config;
        }
        for (String head : HeadNames.OVER_VOCABULARY) {
            if (weights.has(head) && isOwn(weights, head)) {
                ObjectNode told = config.deepCopy();
                told.put(TIED, false);
                T5Variant variant = T5S.get(config.path("model_type").asText());
                // The scale of the outputs goes with what the config says; an mT5 that is not tied has none.
                return variant == null
                        ? told
                        : told.put(SCALED, variant != T5Variant.MT5 && variant.scales(new Config(config, TIED)));
            }
        }
        return config;
    }

    /** Returns whether the config says that the head is not the embeddings. */
    static boolean isUntied(JsonNode config) {
        return config.path(TIED).isBoolean() && !config.path(TIED).booleanValue();
    }

    /** Whether a head has another value than all tables of its shape, of which there is one. */
    private static boolean isOwn(Checkpoint weights, String head) {
        List<String> tables = weights.names().stream()
                .filter(name -> HeadNames.isTable(name) && weights.shape(name).equals(weights.shape(head)))
                .toList();
        return !tables.isEmpty() && tables.stream().noneMatch(t -> alike(weights.tensor(head), weights.tensor(t)));
    }

    private static boolean alike(Tensor a, Tensor b) {
        int rows = Math.max(1, PIECE / a.dim(1));
        for (int from = 0; from < a.dim(0); from += rows) {
            int to = Math.min(from + rows, a.dim(0));
            if (!Arrays.equals(a.rows(from, to).toFloats(), b.rows(from, to).toFloats())) {
                return false;
            }
        }
        return true;
    }
}
