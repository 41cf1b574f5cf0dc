package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.tensor.Activation;

/** OLMoE; the weights of the chosen experts are not normalised. */
final class OlmoeGguf implements GgufFamily {
    @Override
    public String architecture() {
        return "olmoe";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("olmoe");
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = f.decoder("olmoe", "OlmoeForCausalLM");
        f.rmsNorm(out);
        out.put("hidden_act", "silu");
        GgufRope.read(f, out, 10000);
        out.put("num_experts", f.experts()).put("num_experts_per_tok", f.integer("expert_used_count"));
        return out.put("norm_topk_prob", false);
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        k.dividedDecoder(c);
        c.refuseUnless("attention_bias", "false");
        c.refuseUnless("norm_topk_prob", "false");
        if (c.has("clip_qkv")) {
            throw c.unsupported("clip_qkv", "GGUF files of this architecture have no limits");
        }
        if (GgufKeys.heads(c).queries() != GgufKeys.heads(c).keys()) {
            throw c.unsupported("num_key_value_heads", "GGUF files of this architecture have one for each query head");
        }
        k.rmsNorm(c, 1e-5);
        GgufKeys.activation(c, "hidden_act", "silu", Activation.SILU);
        GgufRope.write(c, k, 10000, false);
        k.integer("expert_count", c.positive("num_experts", 64));
        k.integer("expert_used_count", c.positive("num_experts_per_tok", 8));
    }

    @Override
    public Layout layout(Config c, boolean running) {
        return LlamaLayout.aroundOwnHead(c, (i, b) -> {
            Qwen3Gguf.attention(c, b);
            LlamaLayout.experts(b, "mlp", "gate_proj", "up_proj", "down_proj", c.positive("num_experts", 64));
        });
    }
}
