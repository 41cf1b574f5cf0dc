package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;

/** Qwen 3's mixtures of experts; all layers have experts, and the weights of the chosen ones are normalised. */
final class Qwen3MoeGguf implements GgufFamily {
    @Override
    public String architecture() {
        return "qwen3moe";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("qwen3_moe");
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = f.decoderWithHeadDim("qwen3_moe", "Qwen3MoeForCausalLM");
        f.rmsNorm(out);
        out.put("hidden_act", "silu");
        GgufRope.read(f, out, 10000);
        int chosen = f.integer("expert_used_count");
        out.put("num_experts", f.experts()).put("num_experts_per_tok", chosen);
        out.put(
                "moe_intermediate_size",
                f.integer("expert_feed_forward_length", f.integer("feed_forward_length") / Math.max(1, chosen)));
        return out.put("norm_topk_prob", true).put("decoder_sparse_step", 1).put("use_sliding_window", false);
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        k.decoder(c, "num_key_value_heads", "norm_topk_prob");
        c.refuseUnless("attention_bias", "false");
        c.refuseUnless("norm_topk_prob", "true");
        c.refuseUnless("decoder_sparse_step", "1");
        if (c.ids("mlp_only_layers").length > 0) {
            throw c.unsupported("mlp_only_layers", "in GGUF files of this architecture all layers have experts");
        }
        Qwen2Gguf.qwen(c, k);
        k.integer("expert_count", c.positiveOf("num_experts", "num_local_experts"));
        k.integer("expert_used_count", c.positive("num_experts_per_tok"));
        k.integer("expert_feed_forward_length", c.positive("moe_intermediate_size"));
    }

    @Override
    public Layout layout(Config c, boolean running) {
        return LlamaLayout.around(c, (i, b) -> {
            Qwen3Gguf.attention(c, b);
            LlamaLayout.experts(
                    b, "mlp", "gate_proj", "up_proj", "down_proj", c.positiveOf("num_experts", "num_local_experts"));
        });
    }
}
