package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.decoder.Mamba;
import org.menura.tensor.Activation;
import org.menura.tensor.Shape;

/** Mamba and FalconMamba. The decay is stored as it is, where checkpoints have the logarithm of its magnitude. */
final class MambaGguf implements GgufFamily {
    /** What llama.cpp's converter writes; the state has no bound. */
    static final int CONTEXT = 1 << 20;

    private static final String EPS = "layer_norm_epsilon";

    @Override
    public String architecture() {
        return "mamba";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("mamba", Mamba.FALCON);
    }

    @Override
    public String basePrefix(Config config) {
        return "backbone.";
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        boolean falcon = f.flag("ssm.dt_b_c_rms", false);
        ObjectNode out =
                falcon ? mamba(f, Mamba.FALCON, "FalconMambaForCausalLM") : mamba(f, "mamba", "MambaForCausalLM");
        if (falcon) {
            out.set(Mamba.FALCON_EPS, out.get(EPS));
        }
        return out.put("time_step_rank", f.integer("ssm.time_step_rank"));
    }

    /** What both generations have. */
    static ObjectNode mamba(GgufFields f, String modelType, String architecture) {
        ObjectNode out = f.config(modelType, architecture);
        int hidden = f.integer("embedding_length");
        int inner = f.integer("ssm.inner_size");
        if (hidden == 0 || inner % hidden != 0) {
            throw f.unsupported("ssm.inner_size", inner, "it must be a multiple of embedding_length");
        }
        out.put("hidden_size", hidden);
        out.put("expand", inner / hidden);
        out.put("intermediate_size", inner);
        out.put("num_hidden_layers", f.blocks());
        out.put("state_size", f.integer("ssm.state_size"));
        out.put("conv_kernel", f.integer("ssm.conv_kernel"));
        out.put(EPS, f.number("attention.layer_norm_rms_epsilon"));
        out.put("use_bias", false).put("use_conv_bias", true).put("hidden_act", "silu");
        return out.put("tie_word_embeddings", !f.hasTensor("output.weight"));
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        int hidden = c.positive("hidden_size");
        c.refuseUnless("expand", "2");
        int inner = Math.multiplyExact(2, hidden);
        if (c.positive("intermediate_size", inner) != inner) {
            throw c.unsupported("intermediate_size", "GGUF files of this architecture mean " + inner);
        }
        mamba(c, k, inner);
        boolean automatic = c.raw("time_step_rank").isTextual() || !c.has("time_step_rank");
        k.integer("ssm.time_step_rank", automatic ? (hidden + 15) / 16 : c.positive("time_step_rank"));
        boolean falcon = c.modelType().equals(Mamba.FALCON);
        if (falcon && c.number(Mamba.FALCON_EPS, 1e-6) != c.number(EPS, 1e-5)) {
            throw c.unsupported(Mamba.FALCON_EPS, "GGUF files of this architecture mean " + c.number(EPS, 1e-5));
        }
        k.flag("ssm.dt_b_c_rms", falcon);
    }

    /** What both generations have. */
    static void mamba(Config c, GgufKeys k, int inner) {
        c.refuseUnless("use_bias", "false");
        c.refuseUnless("use_conv_bias", "true");
        GgufKeys.activation(c, "hidden_act", "silu", Activation.SILU);
        k.sizes(c, CONTEXT, c.positive("hidden_size"), layers(c), 0);
        k.integer("attention.head_count", 0);
        k.integer("ssm.conv_kernel", c.positive("conv_kernel", 4));
        k.integer("ssm.inner_size", inner);
        k.integer("ssm.state_size", c.positive("state_size"));
        k.number("attention.layer_norm_rms_epsilon", c.number(EPS, 1e-5));
    }

    static int layers(Config c) {
        return c.positiveOf("num_hidden_layers", "n_layer");
    }

    /** A kernel [channels, length], which checkpoints store as PyTorch's [channels, 1, length]. */
    static Conversion kernel(int channels, int length) {
        return Conversions.reshaped(Shape.of(channels, length), Shape.of(channels, 1, length));
    }

    @Override
    public Layout layout(Config c, boolean running) {
        int inner = Math.multiplyExact(c.positive("expand", 2), c.positive("hidden_size"));
        Layout t = new Layout().weight("token_embd", "backbone.embeddings");
        for (int i = 0; i < layers(c); i++) {
            Layout b = t.at("blk." + i, "backbone.layers." + i);
            b.weight("attn_norm", "norm");
            b.weight("ssm_in", "mixer.in_proj");
            b.weight("ssm_conv1d", kernel(inner, c.positive("conv_kernel", 4)), "mixer.conv1d");
            b.add(Mapping.Use.REQUIRED, "ssm_conv1d.bias", Conversions.same(), "mixer.conv1d.bias");
            b.weight("ssm_x", "mixer.x_proj");
            b.weightAndBias("ssm_dt", "mixer.dt_proj");
            b.add(Mapping.Use.REQUIRED, "ssm_a", Conversions.negativeExponential(), "mixer.A_log");
            b.add(Mapping.Use.REQUIRED, "ssm_d", Conversions.same(), "mixer.D");
            b.weight("ssm_out", "mixer.out_proj");
        }
        t.weight("output_norm", "backbone.norm_f");
        return t.head(c.flag("tie_word_embeddings", true), "lm_head");
    }
}
