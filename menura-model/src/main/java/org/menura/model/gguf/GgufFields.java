package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufStrings;

/** Reads the metadata of an architecture, whose keys begin with its name, and what its tensors tell besides. */
public final class GgufFields {
    private static final int MOST = 1 << 30;
    /** Far above what any model has; names are made for each expert of each block. */
    private static final int MOST_EXPERTS = 1 << 20;

    private final GgufFile file;
    private final String prefix;

    GgufFields(GgufFile file) {
        this.file = file;
        this.prefix = file.text("general.architecture") + ".";
    }

    public boolean has(String key) {
        return file.hasKey(prefix + key);
    }

    /** Returns the file's name, for messages. */
    public String source() {
        return file.source();
    }

    public boolean hasTensor(String name) {
        return file.has(name);
    }

    /** Returns size {@code i} of a tensor. */
    public int size(String tensor, int i) {
        if (file.shape(tensor).rank() <= i || file.shape(tensor).size(i) > MOST) {
            throw new FormatException(
                    "%s: %s has the impossible shape %s".formatted(file.source(), tensor, file.shape(tensor)));
        }
        return file.shape(tensor).dim(i);
    }

    /** Returns the number of rows of a matrix, which ggml's tools leave out of its shape where there is only one. */
    public int rows(String tensor) {
        return file.shape(tensor).rank() == 1 ? 1 : size(tensor, 0);
    }

    /** Reads a small tensor of known length, as floats. */
    public float[] floats(String tensor, int length) {
        if (file.shape(tensor).elements() != length || !file.dtype(tensor).isFloat()) {
            throw new FormatException("%s: %s must hold %d numbers, not %s of type %s"
                    .formatted(file.source(), tensor, length, file.shape(tensor), file.dtype(tensor)));
        }
        return file.tensor(tensor).toFloats();
    }

    /** Reads an integer in [0, 2^30], also where the file lists it for each block and all are alike. */
    public int integer(String key) {
        long value = raw(key) instanceof long[] list && list.length > 0 ? alike(key, list) : file.integer(prefix + key);
        if (value < 0 || value > MOST) {
            throw new FormatException("%s: %s%s = %d is out of range".formatted(file.source(), prefix, key, value));
        }
        return (int) value;
    }

    private long alike(String key, long[] list) {
        for (long other : list) {
            if (other != list[0]) {
                throw unsupported(key, Arrays.toString(list), "blocks that differ from each other");
            }
        }
        return list[0];
    }

    public int integer(String key, int fallback) {
        return has(key) ? integer(key) : fallback;
    }

    public double number(String key) {
        double value = file.number(prefix + key);
        // Metadata hold 32 bits; the decimal that was meant is the shortest that gives them.
        return value == (float) value ? Double.parseDouble(Float.toString((float) value)) : value;
    }

    public double number(String key, double fallback) {
        return has(key) ? number(key) : fallback;
    }

    public boolean flag(String key, boolean fallback) {
        return has(key) ? file.flag(prefix + key) : fallback;
    }

    public String text(String key, String fallback) {
        return has(key) ? file.text(prefix + key) : fallback;
    }

    /** Returns the texts of a list; none if the key is missing. */
    public List<String> texts(String key) {
        return switch (raw(key)) {
            case null -> List.of();
            case String[] texts -> List.of(texts);
            case GgufStrings texts -> texts;
            default -> throw unsupported(key, "no list of texts", "texts are needed");
        };
    }

    /** Returns the raw value of a key, for those that are a list in some files; null if it is missing. */
    @Nullable
    public Object raw(String key) {
        return file.metadata().get(prefix + key);
    }

    /** Returns the number of blocks: no more than the file has tensors. */
    public int blocks(String key) {
        int blocks = integer(key);
        if (blocks > file.names().size()) {
            throw new FormatException("%s: %s%s = %d, but the file holds only %d tensors"
                    .formatted(file.source(), prefix, key, blocks, file.names().size()));
        }
        return blocks;
    }

    /** Returns the number of blocks. */
    public int blocks() {
        return blocks("block_count");
    }

    /** Returns the number of experts of each block, 0 for none. */
    public int experts() {
        int experts = integer("expert_count", 0);
        if ((long) experts * blocks() > MOST_EXPERTS) {
            throw unsupported("expert_count", experts, "no model has so many");
        }
        return experts;
    }

    /** Returns an error that says that a key's value is not supported. */
    public FormatException unsupported(String key, Object value, String hint) {
        return new FormatException(
                "%s: %s%s = %s is not supported (%s)".formatted(file.source(), prefix, key, value, hint));
    }

    /** Builds a config of a class, with the ids that the tokenizer's metadata name and the size of the vocabulary. */
    public ObjectNode config(String modelType, String architecture) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.putArray("architectures").add(architecture);
        out.put("model_type", modelType);
        out.put("vocab_size", size("token_embd.weight", 0));
        for (String name : new String[] {"bos", "eos"}) {
            id(out, name, name);
        }
        id(out, "pad", "padding");
        return out;
    }

    private void id(ObjectNode out, String name, String inGguf) {
        String key = "tokenizer.ggml." + inGguf + "_token_id";
        if (file.hasKey(key)) {
            out.put(name + "_token_id", file.integer(key));
        }
    }

    /** Adds {@code is_causal} to a decoder's config where tokens attend to those behind them, too. */
    public void direction(ObjectNode out) {
        if (!flag("attention.causal", true)) {
            out.put("is_causal", false);
        }
    }

    /** Returns whether a layer of some block, by one of the names given, has a bias. */
    boolean hasBias(String... layers) {
        for (int i = 0; i < blocks(); i++) {
            for (String layer : layers) {
                if (hasTensor("blk." + i + "." + layer + ".bias")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Builds a config with the fields that nearly every decoder has, under the names of Llama's config. */
    public ObjectNode decoder(String modelType, String architecture) {
        ObjectNode out = config(modelType, architecture);
        direction(out);
        if (hasBias("attn_q", "attn_k", "attn_v", "attn_qkv", "attn_output")) {
            out.put("attention_bias", true);
        }
        int heads = integer("attention.head_count");
        int hidden = integer("embedding_length");
        out.put("hidden_size", hidden);
        out.put("intermediate_size", integer("feed_forward_length"));
        out.put("num_hidden_layers", blocks());
        out.put("num_attention_heads", heads);
        out.put("num_key_value_heads", integer("attention.head_count_kv", heads));
        out.put("max_position_embeddings", integer("context_length"));
        out.put("tie_word_embeddings", !hasTensor("output.weight"));
        return out;
    }

    /** Builds a decoder's config with heads that do not divide the width. */
    public ObjectNode decoderWithHeadDim(String modelType, String architecture) {
        ObjectNode out = decoder(modelType, architecture);
        out.put("head_dim", headDim());
        return out;
    }

    /** Returns the size of a head. */
    public int headDim() {
        int heads = Math.max(1, integer("attention.head_count"));
        int dim = integer("attention.key_length", integer("embedding_length") / heads);
        int values = integer("attention.value_length", dim);
        if (values != dim) {
            throw unsupported("attention.value_length", values, "keys have the length " + dim);
        }
        return dim;
    }

    /** Returns the number of elements of a head that rotary positions turn. */
    public int rotaryDim() {
        int dim = integer("rope.dimension_count", headDim());
        if (dim > headDim()) {
            throw unsupported("rope.dimension_count", dim, "heads have only " + headDim() + " elements");
        }
        return dim;
    }

    /** Adds {@code layer_norm_rms_epsilon} under Llama's name. */
    public void rmsNorm(ObjectNode out) {
        out.put("rms_norm_eps", number("attention.layer_norm_rms_epsilon"));
    }

    /** Adds {@code layer_norm_epsilon} under the name that a family's config has. */
    public void layerNorm(ObjectNode out, String field) {
        out.put(field, number("attention.layer_norm_epsilon"));
    }

    /** Adds {@code sliding_window}, null for none. */
    public void slidingWindow(ObjectNode out) {
        int window = integer("attention.sliding_window", 0);
        if (window > 0) {
            out.put("sliding_window", window);
        } else {
            out.putNull("sliding_window");
        }
    }

    /** Returns the share of a head's elements that are turned, as a number that gives it back. */
    public double rotaryPart() {
        int dim = Math.max(1, headDim());
        int turned = rotaryDim();
        double part = (double) turned / dim;
        return (int) (dim * part) == turned ? part : Math.nextUp(part);
    }
}
