package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Qkv;
import org.menura.tensor.Activation;

/**
 * Falcon 7B, 40B and their like; the RefinedWeb models with linear position biases have no GGUF form. Files hold all
 * queries, keys and values behind each other, checkpoints group by group. llama.cpp computes its GELU by the tanh
 * approximation.
 */
final class FalconGguf implements GgufFamily {
    private static final String NORMS = "num_ln_in_parallel_attn";
    private static final String NEWER = "new_decoder_architecture";

    @Override
    public String architecture() {
        return "falcon";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("falcon");
    }

    @Override
    public String basePrefix(Config config) {
        return "transformer.";
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = f.config("falcon", "FalconForCausalLM");
        f.direction(out);
        int heads = f.integer("attention.head_count");
        int keys = f.integer("attention.head_count_kv", heads);
        boolean twoNorms = f.hasTensor("blk.0.attn_norm_2.weight");
        boolean newer = twoNorms || keys != 1 && keys != heads;
        out.put("hidden_size", f.integer("embedding_length"));
        out.put("ffn_hidden_size", f.integer("feed_forward_length"));
        out.put("num_attention_heads", heads).put("num_kv_heads", newer ? keys : heads);
        out.put("num_hidden_layers", f.blocks());
        out.put("max_position_embeddings", f.integer("context_length"));
        out.put(NEWER, newer).put("multi_query", newer || keys == 1).put("parallel_attn", true);
        out.put("alibi", false).put("bias", false);
        if (newer) {
            out.put(NORMS, twoNorms ? 2 : 1);
        }
        f.layerNorm(out, "layer_norm_epsilon");
        GgufRope.read(f, out, 10000);
        out.put("tie_word_embeddings", !f.hasTensor("output.weight"));
        if (running) {
            out.put(Qkv.STACKED, true);
        }
        return out;
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        c.refuseUnless("alibi", "false");
        c.refuseUnless("bias", "false");
        c.refuseUnless("parallel_attn", "true");
        int hidden = hidden(c);
        k.sizes(
                c,
                c.positive("max_position_embeddings", 2048),
                hidden,
                c.positive("num_hidden_layers"),
                c.positive("ffn_hidden_size", Math.multiplyExact(4, hidden)));
        k.attention(heads(c));
        k.text("tensor_data_layout", "jploski");
        k.layerNorm(c, "layer_norm_epsilon", 1e-5);
        GgufKeys.activation(c, "activation", "gelu", Activation.GELU);
        GgufRope.write(c, k, 10000, false);
    }

    private static int hidden(Config c) {
        return c.positiveOf("n_embed", "hidden_size");
    }

    private static Heads heads(Config c) {
        int heads = c.positive("num_attention_heads");
        int keys = c.flag(NEWER, false) ? c.positive("num_kv_heads", heads) : c.flag("multi_query", true) ? 1 : heads;
        return Heads.dividing(c, "num_attention_heads", hidden(c), heads, keys);
    }

    @Override
    public Layout layout(Config c, boolean running) {
        Conversion fused = running ? Conversions.same() : Conversions.ungrouped(heads(c));
        boolean twoNorms = c.flag(NEWER, false) && c.integer(NORMS, 2) == 2;
        Layout t = new Layout().weight("token_embd", "transformer.word_embeddings");
        for (int i = 0; i < c.positive("num_hidden_layers"); i++) {
            Layout b = t.at("blk." + i, "transformer.h." + i);
            if (twoNorms) {
                b.weightAndBias("attn_norm", "ln_mlp").weightAndBias("attn_norm_2", "ln_attn");
            } else {
                b.weightAndBias("attn_norm", "input_layernorm");
            }
            b.weight("attn_qkv", fused, "self_attention.query_key_value");
            b.weight("attn_output", "self_attention.dense");
            b.weight("ffn_up", "mlp.dense_h_to_4h").weight("ffn_down", "mlp.dense_4h_to_h");
        }
        t.weightAndBias("output_norm", "transformer.ln_f");
        return t.head(c.flag("tie_word_embeddings", true), "lm_head");
    }
}
