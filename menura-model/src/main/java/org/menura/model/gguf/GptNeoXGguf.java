package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.RopeScaling;
import org.menura.tensor.Activation;

/**
 * GPT-NeoX. Files hold all queries, keys and values behind each other, checkpoints head by head. llama.cpp computes its
 * GELU by the tanh approximation.
 */
final class GptNeoXGguf implements GgufFamily {
    @Override
    public String architecture() {
        return "gptneox";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("gpt_neox");
    }

    @Override
    public String basePrefix(Config config) {
        return "gpt_neox.";
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = f.decoder("gpt_neox", "GPTNeoXForCausalLM");
        f.layerNorm(out, "layer_norm_eps");
        out.put("hidden_act", "gelu");
        GgufRope.read(f, out, 10000);
        out.put("rotary_emb_base", out.get("rope_theta").doubleValue());
        out.put("rotary_pct", f.rotaryPart());
        out.put("use_parallel_residual", f.flag("use_parallel_residual", true));
        if (running) {
            out.put(Qkv.STACKED, true);
        }
        return out;
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        k.decoder(c);
        k.layerNorm(c, "layer_norm_eps", 1e-5);
        k.integer(
                "rope.dimension_count",
                RopeScaling.rotaryDim(c, GgufKeys.heads(c).dim(), 0.25));
        k.flag("use_parallel_residual", c.flag("use_parallel_residual", true));
        c.refuseUnless("attention_bias", "true");
        GgufKeys.activation(c, "hidden_act", "gelu", Activation.GELU);
        GgufRope.write(c, k, 10000, false);
    }

    @Override
    public Layout layout(Config c, boolean running) {
        Heads heads = GgufKeys.heads(c);
        Conversion fused = running ? Conversions.same() : Conversions.ungrouped(heads);
        Layout t = new Layout().weight("token_embd", "gpt_neox.embed_in");
        for (int i = 0; i < c.positive("num_hidden_layers"); i++) {
            Layout b = t.at("blk." + i, "gpt_neox.layers." + i);
            b.weightAndBias("attn_norm", "input_layernorm");
            b.weightAndBias("attn_qkv", fused, "attention.query_key_value");
            b.weightAndBias("attn_output", "attention.dense");
            b.weightAndBias("ffn_norm", "post_attention_layernorm");
            b.weightAndBias("ffn_up", "mlp.dense_h_to_4h");
            b.weightAndBias("ffn_down", "mlp.dense_4h_to_h");
        }
        t.weightAndBias("output_norm", "gpt_neox.final_layer_norm");
        return t.ownHead(c.flag("tie_word_embeddings", false), "embed_out", "gpt_neox.embed_in");
    }
}
