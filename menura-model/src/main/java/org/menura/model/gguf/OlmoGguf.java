package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Rope;
import org.menura.tensor.Activation;

/** OLMo. Rows of queries and keys are ordered as {@link LlamaGguf}'s; norms have no parameters. */
final class OlmoGguf implements GgufFamily {
    private static final double NORM_EPS = 1e-5;

    @Override
    public String architecture() {
        return "olmo";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("olmo");
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = f.decoder("olmo", "OlmoForCausalLM");
        out.put("hidden_act", "silu");
        GgufRope.read(f, out, 10000);
        double eps = f.number("attention.layer_norm_epsilon", NORM_EPS);
        if ((float) eps != (float) NORM_EPS) {
            throw f.unsupported("attention.layer_norm_epsilon", eps, "OLMo's is 1e-5");
        }
        double limit = f.number("attention.clamp_kqv", 0);
        if (limit > 0) {
            out.put("clip_qkv", limit);
        } else {
            out.putNull("clip_qkv");
        }
        if (running) {
            out.put(Rope.INTERLEAVED, true);
        }
        return out;
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        k.dividedDecoder(c);
        c.refuseUnless("attention_bias", "false");
        GgufKeys.activation(c, "hidden_act", "silu", Activation.SILU);
        GgufRope.write(c, k, 10000, false);
        k.number("attention.layer_norm_epsilon", NORM_EPS);
        if (c.has("clip_qkv")) {
            k.number("attention.clamp_kqv", c.positiveNumber("clip_qkv"));
        }
    }

    @Override
    public Layout layout(Config c, boolean running) {
        Heads heads = GgufKeys.heads(c);
        Conversion rotated = running ? Conversions.same() : Conversions.neighbours(heads.dim());
        return LlamaLayout.withoutNorm(c, (i, b) -> {
            LlamaLayout.projections(LlamaLayout.biased(c, b), heads, rotated);
            LlamaLayout.biased(c, b).weightAndBias("attn_output", "self_attn.o_proj");
            LlamaLayout.gatedMlp(b);
        });
    }
}
