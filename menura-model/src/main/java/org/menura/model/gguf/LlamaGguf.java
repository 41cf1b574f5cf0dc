package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.gguf.Mapping.Use;
import org.menura.model.layer.AttentionWindows;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Rope;
import org.menura.tensor.Activation;

/**
 * Llama, Mistral and Mixtral, which are one architecture to llama.cpp. Rows of the query and key matrices are ordered
 * for rotations of neighbours; run from a file, they are used so. llama.cpp knows no windows here and ignores the key;
 * a file without it comes back as a Llama.
 */
final class LlamaGguf implements GgufFamily {
    /** Mistral's window where the config says nothing; null means none. */
    private static final int MISTRAL_WINDOW = 4096;

    @Override
    public String architecture() {
        return "llama";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("llama", "mistral", "mixtral");
    }

    @Override
    public boolean hasRopeFactors() {
        return true;
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        int experts = f.experts();
        boolean windowed = f.integer("attention.sliding_window", 0) > 0;
        ObjectNode out = experts > 0
                ? f.decoderWithHeadDim("mixtral", "MixtralForCausalLM")
                : windowed
                        ? f.decoderWithHeadDim("mistral", "MistralForCausalLM")
                        : f.decoderWithHeadDim("llama", "LlamaForCausalLM");
        f.rmsNorm(out);
        out.put("hidden_act", "silu");
        GgufRope.read(f, out, 10000);
        if (experts > 0) {
            out.put("num_local_experts", experts);
            out.put("num_experts_per_tok", f.integer("expert_used_count"));
        } else if (!windowed) {
            out.put("attention_bias", out.has("attention_bias"));
            out.put("mlp_bias", f.hasBias("ffn_gate", "ffn_up", "ffn_down"));
        }
        if (experts > 0 || windowed) {
            f.slidingWindow(out);
        }
        if (running) {
            out.put(Rope.INTERLEAVED, true);
        }
        return out;
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        String type = c.text("model_type");
        boolean llama = type.equals("llama");
        boolean mixtral = type.equals("mixtral");
        if (llama) {
            k.decoder(c);
        } else {
            k.decoder(c, "num_key_value_heads");
            k.slidingWindow(AttentionWindows.size(c, mixtral ? 0 : MISTRAL_WINDOW));
        }
        k.rmsNorm(c, mixtral ? 1e-5 : 1e-6);
        GgufKeys.activation(c, "hidden_act", "silu", Activation.SILU);
        GgufRope.write(c, k, mixtral ? 1e6 : 10000, !mixtral);
        if (mixtral) {
            k.integer("expert_count", c.integer("num_local_experts", 8));
            k.integer("expert_used_count", c.integer("num_experts_per_tok", 2));
        }
    }

    @Override
    public Layout layout(Config c, boolean running) {
        Heads heads = GgufKeys.heads(c);
        Conversion rotated = running ? Conversions.same() : Conversions.neighbours(heads.dim());
        boolean mixtral = c.text("model_type").equals("mixtral");
        boolean llama = c.text("model_type").equals("llama");
        return LlamaLayout.around(c, (i, b) -> {
            b.weight("attn_norm", "input_layernorm");
            Layout a = llama ? LlamaLayout.biased(c, b) : b.biases(null);
            LlamaLayout.projections(a, heads, rotated);
            a.weightAndBias("attn_output", "self_attn.o_proj");
            b.weight("ffn_norm", "post_attention_layernorm");
            if (mixtral) {
                LlamaLayout.experts(b, "block_sparse_moe", "w1", "w3", "w2", c.positive("num_local_experts", 8));
            } else {
                Layout m = b.biases(llama && c.flag("mlp_bias", false) ? Use.FILLED : null);
                m.weightAndBias("ffn_gate", "mlp.gate_proj");
                m.weightAndBias("ffn_up", "mlp.up_proj");
                m.weightAndBias("ffn_down", "mlp.down_proj");
            }
        });
    }
}
