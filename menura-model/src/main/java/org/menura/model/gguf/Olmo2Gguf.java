package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.tensor.Activation;

/** OLMo 2. */
final class Olmo2Gguf implements GgufFamily {
    @Override
    public String architecture() {
        return "olmo2";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("olmo2");
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        int window = f.integer("attention.sliding_window", 0);
        if (window > 0) {
            throw f.unsupported("attention.sliding_window", window, "OLMo 2 has no windows; this is its successor");
        }
        ObjectNode out = f.decoder("olmo2", "Olmo2ForCausalLM");
        f.rmsNorm(out);
        out.put("hidden_act", "silu");
        GgufRope.read(f, out, 10000);
        return out;
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        k.dividedDecoder(c);
        c.refuseUnless("attention_bias", "false");
        k.rmsNorm(c, 1e-5);
        GgufKeys.activation(c, "hidden_act", "silu", Activation.SILU);
        GgufRope.write(c, k, 10000, false);
    }

    @Override
    public Layout layout(Config c, boolean running) {
        return LlamaLayout.aroundOwnHead(c, (i, b) -> {
            LlamaLayout.projections(b, GgufKeys.heads(c), Conversions.same());
            b.weight("attn_q_norm", "self_attn.q_norm").weight("attn_k_norm", "self_attn.k_norm");
            b.weight("attn_output", "self_attn.o_proj");
            b.weight("post_attention_norm", "post_attention_layernorm");
            LlamaLayout.gatedMlp(b);
            b.weight("post_ffw_norm", "post_feedforward_layernorm");
        });
    }
}
