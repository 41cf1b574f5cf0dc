package org.menura.model.gguf;

import java.util.Map;
import org.menura.model.Config;

/** Writes the metadata of an architecture, whose keys begin with its name. */
final class GgufKeys {
    private final String prefix;
    private final Map<String, Object> out;

    GgufKeys(String architecture, Map<String, Object> out) {
        this.prefix = architecture + ".";
        this.out = out;
    }

    void integer(String key, int value) {
        out.put(prefix + key, value);
    }

    void number(String key, double value) {
        out.put(prefix + key, (float) value);
    }

    void flag(String key, boolean value) {
        out.put(prefix + key, value);
    }

    void text(String key, String value) {
        out.put(prefix + key, value);
    }

    /** What nearly every decoder has, read under the names of Llama's config. */
    void decoder(Config c) {
        int heads = c.positive("num_attention_heads");
        int hidden = c.positive("hidden_size");
        int dim = c.positive("head_dim", hidden / heads);
        integer("vocab_size", c.positive("vocab_size"));
        integer("context_length", c.positive("max_position_embeddings", 2048));
        integer("embedding_length", hidden);
        integer("block_count", c.positive("num_hidden_layers"));
        integer("feed_forward_length", c.positive("intermediate_size"));
        integer("attention.head_count", heads);
        integer("attention.head_count_kv", c.positive("num_key_value_heads", heads));
        if (dim * heads != hidden) {
            integer("attention.key_length", dim);
            integer("attention.value_length", dim);
        }
        integer("rope.dimension_count", dim);
    }

    /** {@code rope_theta}, where a config of either kind keeps it. */
    static double ropeBase(Config c, double defaultBase) {
        Config parameters = c.object("rope_parameters");
        return c.has("rope_theta") || parameters == null
                ? c.number("rope_theta", defaultBase)
                : parameters.number("rope_theta", defaultBase);
    }

    /**
     * {@code rope_theta} and {@code rope_scaling}; llama3's factors go to a tensor.
     *
     * @throws org.menura.format.FormatException if the format has no way to say the kind of scaling
     */
    void rope(Config c, double defaultBase) {
        Config parameters = c.object("rope_parameters");
        Config scaling = c.has("rope_scaling") ? c.object("rope_scaling") : parameters;
        number("rope.freq_base", ropeBase(c, defaultBase));
        if (scaling == null) {
            return;
        }
        String field = scaling.firstOf("rope_type", "type");
        String kind = scaling.text(field, "default");
        switch (kind) {
            case "default", "llama3", "frequency_factors" -> {}
            case "linear" -> {
                text("rope.scaling.type", "linear");
                number("rope.scaling.factor", scaling.number("factor"));
            }
            case "yarn" -> {
                text("rope.scaling.type", "yarn");
                number("rope.scaling.factor", scaling.number("factor"));
                integer(
                        "rope.scaling.original_context_length",
                        scaling.positive(
                                "original_max_position_embeddings", c.positive("max_position_embeddings", 2048)));
                if (scaling.has("beta_fast")) {
                    number("rope.scaling.yarn_beta_fast", scaling.number("beta_fast"));
                }
                if (scaling.has("beta_slow")) {
                    number("rope.scaling.yarn_beta_slow", scaling.number("beta_slow"));
                }
            }
            default -> throw scaling.unsupported(field, "GGUF files can say: default, linear, llama3, yarn");
        }
    }
}
