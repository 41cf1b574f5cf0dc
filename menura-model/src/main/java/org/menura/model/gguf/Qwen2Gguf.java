package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.tensor.Activation;

/** Qwen 2 and 2.5. */
final class Qwen2Gguf implements GgufFamily {
    @Override
    public String architecture() {
        return "qwen2";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("qwen2");
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = f.decoder("qwen2", "Qwen2ForCausalLM");
        f.rmsNorm(out);
        out.put("hidden_act", "silu");
        GgufRope.read(f, out, 10000);
        return out.put("use_sliding_window", false);
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        k.dividedDecoder(c, "num_key_value_heads");
        qwen(c, k);
    }

    /** What all of Qwen's have. */
    static void qwen(Config c, GgufKeys k) {
        k.rmsNorm(c, 1e-6);
        GgufKeys.activation(c, "hidden_act", "silu", Activation.SILU);
        GgufRope.write(c, k, 10000, false);
        c.refuseUnless("use_sliding_window", "false");
    }

    @Override
    public Layout layout(Config c, boolean running) {
        return LlamaLayout.around(c, (i, b) -> {
            b.weight("attn_norm", "input_layernorm");
            LlamaLayout.projections(b.biases(Mapping.Use.FILLED), GgufKeys.heads(c), Conversions.same());
            b.weight("attn_output", "self_attn.o_proj");
            b.weight("ffn_norm", "post_attention_layernorm");
            LlamaLayout.gatedMlp(b);
        });
    }
}
