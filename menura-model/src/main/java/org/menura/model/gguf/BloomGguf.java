package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Qkv;

/** BLOOM. Files hold all queries, keys and values behind each other, checkpoints head by head. */
final class BloomGguf implements GgufFamily {
    /** What the models were trained with; positions have no bound. */
    private static final int CONTEXT = 2048;

    @Override
    public String architecture() {
        return "bloom";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("bloom");
    }

    @Override
    public String basePrefix(Config config) {
        return "transformer.";
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = f.config("bloom", "BloomForCausalLM");
        f.direction(out);
        out.put("hidden_size", f.integer("embedding_length"));
        out.put("n_head", f.integer("attention.head_count"));
        out.put("n_layer", f.blocks());
        out.put("seq_length", f.integer("context_length"));
        out.put("tie_word_embeddings", !f.hasTensor("output.weight"));
        f.layerNorm(out, "layer_norm_epsilon");
        if (running) {
            out.put(Qkv.STACKED, true);
        }
        return out;
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        int hidden = hidden(c);
        k.sizes(c, c.positive("seq_length", CONTEXT), hidden, layers(c), Math.multiplyExact(4, hidden));
        k.attention(heads(c));
        k.layerNorm(c, "layer_norm_epsilon", 1e-5);
        c.refuseUnless("apply_residual_connection_post_layernorm", "false");
        if (c.integer("pretraining_tp", 1) > 1) {
            c.refuseUnless("slow_but_exact", "false");
        }
    }

    private static int hidden(Config c) {
        return c.positiveOf("n_embed", "hidden_size");
    }

    private static int layers(Config c) {
        return c.positiveOf("num_hidden_layers", "n_layer");
    }

    private static Heads heads(Config c) {
        int heads = c.positiveOf("num_attention_heads", "n_head");
        return Heads.dividing(c, "n_head", hidden(c), heads, heads);
    }

    @Override
    public Layout layout(Config c, boolean running) {
        Conversion fused = running ? Conversions.same() : Conversions.ungrouped(heads(c));
        Layout t = new Layout().weight("token_embd", "transformer.word_embeddings");
        t.weightAndBias("token_embd_norm", "transformer.word_embeddings_layernorm");
        for (int i = 0; i < layers(c); i++) {
            Layout b = t.at("blk." + i, "transformer.h." + i);
            b.weightAndBias("attn_norm", "input_layernorm");
            b.weightAndBias("attn_qkv", fused, "self_attention.query_key_value");
            b.weightAndBias("attn_output", "self_attention.dense");
            b.weightAndBias("ffn_norm", "post_attention_layernorm");
            b.weightAndBias("ffn_up", "mlp.dense_h_to_4h");
            b.weightAndBias("ffn_down", "mlp.dense_4h_to_h");
        }
        t.weightAndBias("output_norm", "transformer.ln_f");
        return t.head(c.flag("tie_word_embeddings", true), "lm_head");
    }
}
