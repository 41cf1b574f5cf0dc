package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.layer.AttentionWindows;
import org.menura.model.layer.RopeScaling;
import org.menura.tensor.Activation;

/** Phi-3; projections are fused on both sides, but for some files whose three are apart. llama.cpp reads the window and does without it. */
final class Phi3Gguf implements GgufFamily {
    private static final String TRAINED = "original_max_position_embeddings";

    @Override
    public String architecture() {
        return "phi3";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("phi3");
    }

    @Override
    public boolean hasRopeFactors() {
        return true;
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = f.decoder("phi3", "Phi3ForCausalLM");
        f.rmsNorm(out);
        out.put("hidden_act", "silu");
        GgufRope.read(f, out, 10000);
        f.slidingWindow(out);
        out.put(TRAINED, f.integer("rope.scaling.original_context_length", f.integer("context_length")));
        return out.put("partial_rotary_factor", f.rotaryPart());
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        k.dividedDecoder(c);
        k.rmsNorm(c, 1e-5);
        k.integer(
                "rope.dimension_count",
                RopeScaling.rotaryDim(c, GgufKeys.heads(c).dim()));
        k.integer("rope.scaling.original_context_length", c.positive(TRAINED, 4096));
        GgufKeys.activation(c, "hidden_act", "silu", Activation.SILU);
        GgufRope.write(c.withDefault(TRAINED, 4096), k, 10000, true);
        k.integer("attention.sliding_window", AttentionWindows.size(c, 0));
    }

    @Override
    public Layout layout(Config c, boolean running) {
        return LlamaLayout.around(c, (i, b) -> {
            b.weight("attn_norm", "input_layernorm");
            b.weight("attn_qkv", "self_attn.qkv_proj");
            b.alsoJoined("self_attn.qkv_proj", "attn_q", "attn_k", "attn_v");
            b.weight("attn_output", "self_attn.o_proj");
            b.weight("ffn_norm", "post_attention_layernorm");
            b.weight("ffn_up", "mlp.gate_up_proj");
            b.weight("ffn_down", "mlp.down_proj");
        });
    }
}
