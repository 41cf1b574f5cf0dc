package org.menura.model.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.model.Config;
import org.menura.model.weights.HeadNames;
import org.menura.model.weights.Weights;
import org.menura.tensor.annotation.Extension;

/**
 * A model's config and weights with whole tensors replaced by an adapter's. A head that is the embedding table parts
 * from it where one of the two is replaced or updated, as in PEFT, which keeps a copy of the module.
 *
 * @param config fields as in {@code config.json}
 * @param weights by the model's own names
 */
@Extension
public record AdaptedWeights(JsonNode config, Checkpoint weights) {
    private static final String VOCABULARY = "vocab_size";
    private static final String TIED = "tie_word_embeddings";

    /**
     * Returns the weights of a model whose head is untied from its embedding table if one of them is among some
     * parameters.
     */
    public static AdaptedWeights parted(JsonNode config, Checkpoint base, Set<String> names) {
        AdaptedWeights same = new AdaptedWeights(config, base);
        String table = table(base, names);
        List<String> heads = HeadNames.OVER_VOCABULARY;
        String head = heads.stream()
                .filter(names::contains)
                .findFirst()
                .or(() -> heads.stream().filter(base::has).findFirst())
                .orElse(heads.getFirst());
        if (table == null || !names.contains(table) && !names.contains(head)) {
            return same;
        }
        ObjectNode untied = config.deepCopy();
        untied.put(TIED, false);
        if (base.has(head) && !new Config(config, base.source()).flag(TIED, false)) {
            return new AdaptedWeights(untied, base);
        }
        TensorEntry copy = TensorEntry.of(base, table);
        return new AdaptedWeights(untied, base).with(Map.of(head, copy));
    }

    /** Returns the config of a model whose table of tokens gets as many rows as another has: tokens were added. */
    static JsonNode resized(JsonNode config, Checkpoint base, Map<String, TensorEntry> others) {
        for (Map.Entry<String, TensorEntry> other : others.entrySet()) {
            String name = other.getKey();
            boolean isTable = HeadNames.isTable(name) && base.has(name);
            long rows = other.getValue().shape().size(0);
            ObjectNode resized = config.deepCopy();
            ObjectNode fields = resized.path("text_config") instanceof ObjectNode text ? text : resized;
            if (isTable
                    && rows != base.shape(name).size(0)
                    && fields.path(VOCABULARY).asLong() == base.shape(name).size(0)) {
                fields.put(VOCABULARY, rows);
                return resized;
            }
        }
        return config;
    }

    private static @Nullable String table(Checkpoint base, Set<String> names) {
        return new TreeSet<>(base.names())
                .stream()
                        .filter(HeadNames::isTable)
                        .min((a, b) -> Boolean.compare(names.contains(b), names.contains(a)))
                        .orElse(null);
    }

    /** Returns a copy with more tensors, or others; factors that a file has of those that are replaced are left out. */
    AdaptedWeights with(Map<String, TensorEntry> replacements) {
        SequencedMap<String, TensorEntry> entries = new LinkedHashMap<>();
        for (String name : weights.names()) {
            String weight = Weights.weightOfFactor(name);
            if (weight == null || !replacements.containsKey(weight)) {
                entries.put(name, TensorEntry.of(weights, name));
            }
        }
        entries.putAll(replacements);
        return new AdaptedWeights(config, new Overlay(weights.source(), entries));
    }

    /** Returns the weights without those of heads of single tasks. */
    Checkpoint headless() {
        SequencedMap<String, TensorEntry> entries = new LinkedHashMap<>();
        for (String name : weights.names()) {
            if (!HeadNames.isOfTask(name)) {
                entries.put(name, TensorEntry.of(weights, name));
            }
        }
        return new Overlay(weights.source(), entries);
    }

    private static final class Overlay extends TensorTable {
        Overlay(String source, SequencedMap<String, TensorEntry> entries) {
            super(source, entries);
        }
    }
}
