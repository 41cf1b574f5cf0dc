package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.menura.model.Config;
import org.menura.model.layer.Heads;
import org.menura.tensor.Activation;

/** What GPT-2 and GPT-BigCode share: the names of fields and tensors. */
final class Gpt2Layout {
    private Gpt2Layout() {}

    static ObjectNode config(GgufFields f, String modelType, String architecture, String activation) {
        ObjectNode out = f.config(modelType, architecture);
        f.direction(out);
        int hidden = f.integer("embedding_length");
        int inner = f.integer("feed_forward_length");
        out.put("n_embd", hidden);
        out.put("n_head", f.integer("attention.head_count"));
        out.put("n_layer", f.blocks());
        out.put("n_positions", f.integer("context_length"));
        if (inner == 4L * hidden) {
            out.putNull("n_inner");
        } else {
            out.put("n_inner", inner);
        }
        f.layerNorm(out, "layer_norm_epsilon");
        out.put("activation_function", activation);
        return out.put("tie_word_embeddings", !f.hasTensor("output.weight"));
    }

    static void metadata(Config c, GgufKeys k, int keyHeads, String activation) {
        int hidden = hidden(c);
        k.sizes(
                c,
                c.positiveOf("max_position_embeddings", "n_positions"),
                hidden,
                c.positiveOf("num_hidden_layers", "n_layer"),
                c.positive("n_inner", Math.multiplyExact(4, hidden)));
        k.attention(heads(c, keyHeads));
        k.layerNorm(c, "layer_norm_epsilon", 1e-5);
        c.refuseUnless("scale_attn_weights", "true");
        GgufKeys.activation(c, "activation_function", activation, Activation.GELU_TANH);
    }

    private static int hidden(Config c) {
        return c.positiveOf("hidden_size", "n_embd");
    }

    /** Sizes of the heads; {@code keyHeads} is 0 for one for each query head. */
    static Heads heads(Config c, int keyHeads) {
        int queries = c.positiveOf("num_attention_heads", "n_head");
        return Heads.dividing(c, "n_head", hidden(c), queries, keyHeads == 0 ? queries : keyHeads);
    }

    /**
     * The tensors.
     *
     * @param matrix how linear weights are converted
     * @param fused how the weight of queries, keys and values is converted
     * @param fusedBias how its bias is
     */
    static Layout layout(Config c, Conversion matrix, Conversion fused, Conversion fusedBias) {
        Layout t = new Layout();
        t.weight("token_embd", "transformer.wte").weight("position_embd", "transformer.wpe");
        for (int i = 0; i < c.positiveOf("num_hidden_layers", "n_layer"); i++) {
            Layout b = t.at("blk." + i, "transformer.h." + i);
            b.weightAndBias("attn_norm", "ln_1");
            linear(b, "attn_qkv", "attn.c_attn", fused, fusedBias);
            linear(b, "attn_output", "attn.c_proj", matrix, Conversions.same());
            b.weightAndBias("ffn_norm", "ln_2");
            linear(b, "ffn_up", "mlp.c_fc", matrix, Conversions.same());
            linear(b, "ffn_down", "mlp.c_proj", matrix, Conversions.same());
        }
        t.weightAndBias("output_norm", "transformer.ln_f");
        return t.head(c.flag("tie_word_embeddings", true), "lm_head");
    }

    private static void linear(Layout b, String gguf, String name, Conversion weight, Conversion bias) {
        b.weight(gguf, weight, name).add(Mapping.Use.REQUIRED, gguf + ".bias", bias, name + ".bias");
    }
}
