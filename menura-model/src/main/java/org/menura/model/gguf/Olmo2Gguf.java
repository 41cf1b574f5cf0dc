package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.layer.AttentionWindows;
import org.menura.tensor.Activation;

/** OLMo 2, and OLMo 3, which is OLMo 2 with windows to llama.cpp. */
final class Olmo2Gguf implements GgufFamily {
    private static final String THREE = "olmo3";
    private static final int PERIOD = 4;

    @Override
    public String architecture() {
        return "olmo2";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("olmo2", THREE);
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        boolean windowed = f.integer("attention.sliding_window", 0) > 0;
        ObjectNode out = windowed ? f.decoder(THREE, "Olmo3ForCausalLM") : f.decoder("olmo2", "Olmo2ForCausalLM");
        f.rmsNorm(out);
        out.put("hidden_act", "silu");
        GgufRope.read(f, out, 10000);
        if (windowed) {
            f.slidingWindow(out);
            WindowKeys.readPattern(f, out, PERIOD);
        }
        return out;
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        k.dividedDecoder(c);
        c.refuseUnless("attention_bias", "false");
        k.rmsNorm(c, 1e-5);
        GgufKeys.activation(c, "hidden_act", "silu", Activation.SILU);
        if (!c.text("model_type").equals(THREE)) {
            GgufRope.write(c, k, 10000, false);
            return;
        }
        Config older = WindowKeys.withOlderRope(c);
        double base = older.number("rope_theta", 500_000);
        GgufKeys.fixed(c, "rope_theta", older.number("rope_local_base_freq", base), GgufRope.base(older, base));
        GgufRope.write(older, k, base, false);
        WindowKeys.write(c, k, AttentionWindows.size(c, 4096), PERIOD);
    }

    @Override
    public Layout layout(Config c, boolean running) {
        return LlamaLayout.aroundOwnHead(c, (i, b) -> {
            LlamaLayout.projections(LlamaLayout.biased(c, b), GgufKeys.heads(c), Conversions.same());
            b.weight("attn_q_norm", "self_attn.q_norm").weight("attn_k_norm", "self_attn.k_norm");
            LlamaLayout.biased(c, b).weightAndBias("attn_output", "self_attn.o_proj");
            b.weight("post_attention_norm", "post_attention_layernorm");
            LlamaLayout.gatedMlp(b);
            b.weight("post_ffw_norm", "post_feedforward_layernorm");
        });
    }
}
