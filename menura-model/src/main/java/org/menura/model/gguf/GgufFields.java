package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.tensor.Tensor;

/** Reads the metadata of an architecture, whose keys begin with its name. */
final class GgufFields {
    private final GgufFile file;
    private final String prefix;

    GgufFields(GgufFile file) {
        this.file = file;
        this.prefix = file.text("general.architecture") + ".";
    }

    boolean has(String key) {
        return file.hasKey(prefix + key);
    }

    int integer(String key) {
        long value = file.integer(prefix + key);
        if (value < 0 || value > 1 << 30) {
            throw new FormatException("%s: %s%s = %d is out of range".formatted(file.source(), prefix, key, value));
        }
        return (int) value;
    }

    int integer(String key, int fallback) {
        return has(key) ? integer(key) : fallback;
    }

    double number(String key) {
        return file.number(prefix + key);
    }

    double number(String key, double fallback) {
        return has(key) ? number(key) : fallback;
    }

    boolean flag(String key, boolean fallback) {
        return has(key) ? file.flag(prefix + key) : fallback;
    }

    String text(String key, String fallback) {
        return has(key) ? file.text(prefix + key) : fallback;
    }

    /** The fields that nearly every decoder has, under the names of Llama's config. */
    ObjectNode decoder(String modelType) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        int heads = integer("attention.head_count");
        int hidden = integer("embedding_length");
        out.put("model_type", modelType);
        out.put("vocab_size", file.shape("token_embd.weight").dim(0));
        out.put("hidden_size", hidden);
        out.put("intermediate_size", integer("feed_forward_length"));
        out.put("num_hidden_layers", integer("block_count"));
        out.put("num_attention_heads", heads);
        out.put("num_key_value_heads", integer("attention.head_count_kv", heads));
        out.put("head_dim", integer("attention.key_length", hidden / Math.max(1, heads)));
        out.put("max_position_embeddings", integer("context_length"));
        out.put("tie_word_embeddings", !file.has("output.weight"));
        ids(out);
        return out;
    }

    /** The ids that a tokenizer's metadata names. */
    void ids(ObjectNode out) {
        for (String name : new String[] {"bos", "eos"}) {
            String key = "tokenizer.ggml." + name + "_token_id";
            if (file.hasKey(key)) {
                out.put(name + "_token_id", file.integer(key));
            }
        }
        if (file.hasKey("tokenizer.ggml.padding_token_id")) {
            out.put("pad_token_id", file.integer("tokenizer.ggml.padding_token_id"));
        }
    }

    /** {@code rope_theta} and {@code rope_scaling}. */
    void rope(ObjectNode out, double defaultBase) {
        out.put("rope_theta", number("rope.freq_base", defaultBase));
        String kind = text("rope.scaling.type", has("rope.scale_linear") ? "linear" : "none");
        if (file.has("rope_freqs.weight")) {
            ObjectNode scaling = out.putObject("rope_scaling").put("rope_type", "frequency_factors");
            Tensor factors = file.tensor("rope_freqs.weight");
            for (float f : factors.toFloats()) {
                scaling.withArray("factors").add(f);
            }
            return;
        }
        switch (kind) {
            case "none" -> {}
            case "linear" -> out.putObject("rope_scaling")
                    .put("rope_type", "linear")
                    .put("factor", number("rope.scaling.factor", number("rope.scale_linear", 1)));
            case "yarn" -> {
                ObjectNode scaling = out.putObject("rope_scaling")
                        .put("rope_type", "yarn")
                        .put("factor", number("rope.scaling.factor", 1))
                        .put(
                                "original_max_position_embeddings",
                                integer("rope.scaling.original_context_length", integer("context_length")));
                copy(scaling, "beta_fast", "rope.scaling.yarn_beta_fast");
                copy(scaling, "beta_slow", "rope.scaling.yarn_beta_slow");
            }
            default -> throw new FormatException("%s: %srope.scaling.type = %s is not supported; supported: none, linear, yarn"
                    .formatted(file.source(), prefix, kind));
        }
    }

    private void copy(ObjectNode to, String field, String key) {
        if (has(key)) {
            to.put(field, number(key));
        }
    }
}
