package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.IntFunction;
import org.menura.model.Config;
import org.menura.model.gguf.Mapping.Use;
import org.menura.tensor.Shape;

/** What RWKV 6 and 7 share; checkpoints have the official names. */
final class RwkvLayout {
    private static final int CONTEXT = 1 << 20;
    /** That of the norm of the heads, which llama.cpp takes for granted. */
    private static final double GROUP_NORM_EPS = 64e-5;

    private RwkvLayout() {}

    static ObjectNode config(GgufFields f, String modelType) {
        ObjectNode out = f.config(modelType, "Rwkv" + modelType.charAt(4) + "ForCausalLM");
        int hidden = f.integer("embedding_length");
        out.put("hidden_size", hidden).put("attention_hidden_size", hidden);
        out.put("intermediate_size", f.integer("feed_forward_length"));
        out.put("num_hidden_layers", f.blocks());
        out.put("head_size", f.integer("wkv.head_size"));
        f.layerNorm(out, "layer_norm_epsilon");
        return out.put("group_norm_epsilon", GROUP_NORM_EPS).put("tie_word_embeddings", false);
    }

    static void metadata(Config c, GgufKeys k) {
        int hidden = c.positive("hidden_size");
        if (c.positive("attention_hidden_size", hidden) != hidden) {
            throw c.unsupported("attention_hidden_size", "in GGUF files it is hidden_size");
        }
        GgufKeys.fixed(c, "group_norm_epsilon", c.number("group_norm_epsilon", GROUP_NORM_EPS), GROUP_NORM_EPS);
        k.sizes(c, CONTEXT, hidden, c.positive("num_hidden_layers"), c.positive("intermediate_size"));
        k.integer("attention.head_count", 0);
        k.integer("wkv.head_size", c.positive("head_size", 64));
        k.layerNorm(c, "layer_norm_epsilon", 1e-5);
    }

    /** Describes what a version has in a block besides. */
    @FunctionalInterface
    interface Block {
        void fill(int layer, Layout b);
    }

    /**
     * The tensors.
     *
     * @param result how the matrices that end the residual branches of a layer are converted
     */
    static Layout around(Config c, IntFunction<Conversion> result, Block block) {
        Layout t = new Layout().weight("token_embd", "emb");
        t.weightAndBias("token_embd_norm", "blocks.0.ln0");
        for (int i = 0; i < c.positive("num_hidden_layers"); i++) {
            Layout b = t.at("blk." + i, "blocks." + i);
            b.weightAndBias("attn_norm", "ln1").weightAndBias("attn_norm_2", "ln2");
            for (String name : new String[] {"receptance", "key", "value"}) {
                b.weight("time_mix_" + name, "att." + name);
            }
            b.weight("time_mix_output", result.apply(i), "att.output");
            b.weightAndBias("time_mix_ln", "att.ln_x");
            b.weight("channel_mix_key", "ffn.key").weight("channel_mix_value", result.apply(i), "ffn.value");
            block.fill(i, b);
        }
        t.weightAndBias("output_norm", "ln_out");
        return t.ownHead(c.flag("tie_word_embeddings", false), "head", "emb");
    }

    /** A vector, which official checkpoints store as [1, 1, width]. */
    static void vector(Layout b, String gguf, String name, int width) {
        b.add(Use.REQUIRED, gguf + ".weight", Conversions.reshaped(Shape.of(width), Shape.of(1, 1, width)), name);
    }

    /** Such vectors that files hold in one tensor [vectors, 1, 1, width]. */
    static void vectors(Layout b, String gguf, int width, String... names) {
        Conversion flat =
                Conversions.reshaped(Shape.of(names.length, 1, 1, width), Shape.of(names.length, 1, 1, width));
        b.add(Use.REQUIRED, gguf + ".weight", Conversions.stacked(names.length).after(flat), names);
    }

    /** A matrix of a low-rank pair, which files store the other way round; it runs so from one. */
    static void lowRank(Layout b, String gguf, String name, boolean running) {
        b.add(Use.REQUIRED, gguf + ".weight", running ? Conversions.same() : Conversions.transposed(), name);
    }
}
