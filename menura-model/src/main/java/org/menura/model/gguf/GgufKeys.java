package org.menura.model.gguf;

import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Heads;
import org.menura.tensor.Activation;

/** Writes the metadata of an architecture, whose keys begin with its name. */
public final class GgufKeys {
    private final String prefix;
    private final Map<String, Object> out;

    GgufKeys(String architecture, Map<String, Object> out) {
        this.prefix = architecture + ".";
        this.out = out;
    }

    public void integer(String key, int value) {
        out.put(prefix + key, value);
    }

    public void number(String key, double value) {
        out.put(prefix + key, (float) value);
    }

    public void flag(String key, boolean value) {
        out.put(prefix + key, value);
    }

    public void text(String key, String value) {
        out.put(prefix + key, value);
    }

    public void texts(String key, List<String> values) {
        out.put(prefix + key, values.toArray(String[]::new));
    }

    public void flags(String key, boolean[] values) {
        out.put(prefix + key, values);
    }

    public void integers(String key, int... values) {
        out.put(prefix + key, values);
    }

    public void numbers(String key, float... values) {
        out.put(prefix + key, values);
    }

    /** Writes a key outside the architecture's. */
    public void global(String key, int value) {
        out.put(key, value);
    }

    /** Writes a flag outside the architecture's. */
    public void global(String key, boolean value) {
        out.put(key, value);
    }

    /** Reads the sizes of the heads, under the names of Llama's config. */
    public static Heads heads(Config c) {
        int queries = c.positive("num_attention_heads");
        int dim = c.positive("head_dim", Math.max(1, c.positive("hidden_size") / queries));
        return new Heads(queries, c.positive("num_key_value_heads", queries), dim);
    }

    /**
     * Writes the keys that nearly every decoder has, read under the names of Llama's config.
     *
     * @param explicit fields whose defaults differ from family to family, so that they must be there
     */
    public void decoder(Config c, String... explicit) {
        for (String field : explicit) {
            if (c.lacks(field)) {
                throw new FormatException("%s lacks the field %s".formatted(c.source(), field));
            }
        }
        Heads heads = heads(c);
        int hidden = c.positive("hidden_size");
        sizes(
                c,
                c.positive("max_position_embeddings", 2048),
                hidden,
                c.positive("num_hidden_layers"),
                c.positive("intermediate_size"));
        attention(heads);
        if (heads.queryWidth() != hidden) {
            integer("attention.key_length", heads.dim());
            integer("attention.value_length", heads.dim());
        }
        integer("rope.dimension_count", heads.dim());
    }

    /** Writes a decoder's keys for architectures whose heads divide the width in llama.cpp. */
    public void dividedDecoder(Config c, String... explicit) {
        decoder(c, explicit);
        if (heads(c).queryWidth() != c.positive("hidden_size")) {
            throw c.unsupported("head_dim", "in GGUF files of this architecture heads divide hidden_size");
        }
    }

    /** Writes the sizes that every model has. */
    public void sizes(Config c, int context, int hidden, int blocks, int inner) {
        integer("vocab_size", c.positive("vocab_size"));
        integer("context_length", context);
        integer("embedding_length", hidden);
        integer("block_count", blocks);
        integer("feed_forward_length", inner);
    }

    /** Writes the numbers of heads. */
    public void attention(Heads heads) {
        integer("attention.head_count", heads.queries());
        integer("attention.head_count_kv", heads.keys());
    }

    /** Writes {@code rms_norm_eps}. */
    public void rmsNorm(Config c, double fallback) {
        number("attention.layer_norm_rms_epsilon", c.number("rms_norm_eps", fallback));
    }

    /** Writes the epsilon of layer norms, read under the name that a family's config has. */
    public void layerNorm(Config c, String field, double fallback) {
        number("attention.layer_norm_epsilon", c.number(field, fallback));
    }

    /** Writes {@code sliding_window}, if there is one. */
    public void slidingWindow(int window) {
        if (window > 0) {
            integer("attention.sliding_window", window);
        }
    }

    /** Refuses a config whose activation is not the one that the architecture has. */
    public static void activation(Config c, String field, String fallback, Activation expected) {
        if (Activations.of(c, field, fallback) != expected) {
            throw c.unsupported(field, "GGUF files of this architecture mean " + fallback);
        }
    }

    /** Refuses a number that the architecture has no key for, unless it is the one that it means. */
    public static void fixed(Config c, String field, double actual, double expected) {
        if (Math.abs(actual - expected) > 1e-6 * Math.abs(expected)) {
            throw c.unsupported(field, "GGUF files of this architecture mean " + (float) expected);
        }
    }
}
