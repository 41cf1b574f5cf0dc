package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.layer.AttentionWindows;
import org.menura.tensor.Activation;

/** StarCoder 2. llama.cpp knows no windows here and ignores the key. */
final class StarCoder2Gguf implements GgufFamily {
    @Override
    public String architecture() {
        return "starcoder2";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("starcoder2");
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = f.decoder("starcoder2", "Starcoder2ForCausalLM");
        f.layerNorm(out, "norm_epsilon");
        out.put("hidden_act", "gelu_pytorch_tanh");
        GgufRope.read(f, out, 10000);
        f.slidingWindow(out);
        return out.put("use_bias", true);
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        k.dividedDecoder(c, "num_key_value_heads");
        c.refuseUnless("use_bias", "true");
        k.layerNorm(c, "norm_epsilon", 1e-5);
        k.slidingWindow(AttentionWindows.size(c, 0));
        GgufKeys.activation(c, "hidden_act", "gelu_pytorch_tanh", Activation.GELU_TANH);
        GgufRope.write(c, k, 10000, false);
    }

    @Override
    public Layout layout(Config c, boolean running) {
        return LlamaLayout.blocks(c, (i, b) -> {
                    b.weightAndBias("attn_norm", "input_layernorm");
                    LlamaLayout.projections(b.biases(Mapping.Use.FILLED), GgufKeys.heads(c), Conversions.same());
                    b.weightAndBias("attn_output", "self_attn.o_proj");
                    b.weightAndBias("ffn_norm", "post_attention_layernorm");
                    b.weightAndBias("ffn_up", "mlp.c_fc");
                    b.weightAndBias("ffn_down", "mlp.c_proj");
                })
                .weightAndBias("output_norm", LlamaLayout.NORM)
                .head(c.flag("tie_word_embeddings", true), LlamaLayout.HEAD);
    }
}
