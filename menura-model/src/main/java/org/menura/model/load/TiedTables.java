package org.menura.model.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.menura.format.Checkpoint;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.model.adapter.TaskConfig;
import org.menura.model.weights.HeadNames;

/**
 * Finds embedding tables that files hold as the head alone: of tensors that are one, whoever saves a model keeps one, and
 * may choose either name.
 */
final class TiedTables {
    private TiedTables() {}

    /** Returns the parameters, in which the head has the name of the table that is tied to it where a file has no table. */
    static Checkpoint parameters(JsonNode config, Checkpoint stored) {
        if (OwnHeads.isUntied(config) || stored.names().stream().anyMatch(HeadNames::isTable)) {
            return stored;
        }
        String table = table(config) + ".weight";
        return HeadNames.OVER_VOCABULARY.stream()
                .filter(stored::has)
                .findFirst()
                .<Checkpoint>map(head -> new Renamed(stored, head, table))
                .orElse(stored);
    }

    /** What transformers calls the table of a model with a head over its vocabulary. */
    private static String table(JsonNode config) {
        String body = TaskConfig.body(config);
        return switch (config.path("model_type").asText("")) {
            case "gpt2", "gpt_bigcode" -> "transformer.wte";
            case "bloom", "falcon" -> "transformer.word_embeddings";
            case "gpt_neox" -> "gpt_neox.embed_in";
            case "opt" -> "model.decoder.embed_tokens";
            case "mamba", "mamba2", "falcon_mamba" -> "backbone.embeddings";
            case "t5", "mt5", "umt5" -> "shared";
            case "modernbert" -> "model.embeddings.tok_embeddings";
            default -> body.isEmpty() ? "model.embed_tokens" : body + ".embeddings.word_embeddings";
        };
    }

    private static final class Renamed extends TensorTable {
        Renamed(Checkpoint stored, String from, String to) {
            super(stored.source(), entries(stored, from, to));
        }

        private static SequencedMap<String, TensorEntry> entries(Checkpoint stored, String from, String to) {
            SequencedMap<String, TensorEntry> out = new LinkedHashMap<>();
            for (String name : stored.names()) {
                out.put(name.equals(from) ? to : name, TensorEntry.of(stored, name));
            }
            return out;
        }
    }
}
