package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.decoder.Mamba2;
import org.menura.model.gguf.Mapping.Use;
import org.menura.tensor.Shape;

/** Mamba 2. */
final class Mamba2Gguf implements GgufFamily {
    @Override
    public String architecture() {
        return "mamba2";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("mamba2");
    }

    @Override
    public String basePrefix(Config config) {
        return "backbone.";
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = MambaGguf.mamba(f, "mamba2", "Mamba2ForCausalLM");
        int heads = f.integer("ssm.time_step_rank");
        int inner = f.integer("ssm.inner_size");
        if (heads == 0 || inner % heads != 0) {
            throw f.unsupported("ssm.time_step_rank", heads, "it must divide ssm.inner_size");
        }
        out.remove("intermediate_size");
        out.put("num_heads", heads).put("head_dim", inner / heads).put("n_groups", f.integer("ssm.group_count"));
        if (running) {
            out.put(Mamba2.GROUPED_NORM, true);
        }
        return out.put("rms_norm", true);
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        MambaGguf.mamba(c, k, inner(c));
        k.integer("ssm.time_step_rank", c.positive("num_heads"));
        k.integer("ssm.group_count", groups(c));
        float[] limits = c.numbers("time_step_limit");
        if (limits.length > 0 && !(limits.length == 2 && limits[0] == 0 && limits[1] == Float.POSITIVE_INFINITY)) {
            throw c.unsupported("time_step_limit", "GGUF files have no limits");
        }
        if (groups(c) > 1 && !c.flag(Mamba2.GROUPED_NORM, true)) {
            throw c.unsupported("n_groups", "in GGUF files each group has a norm of its own");
        }
    }

    private static int inner(Config c) {
        return Math.multiplyExact(c.positive("num_heads"), c.positive("head_dim"));
    }

    private static int groups(Config c) {
        return c.positive("n_groups", 8);
    }

    @Override
    public Layout layout(Config c, boolean running) {
        int inner = inner(c);
        int heads = c.positive("num_heads");
        int groups = groups(c);
        int convolved = Math.addExact(inner, Math.multiplyExact(2 * groups, c.positive("state_size")));
        Conversion column = Conversions.reshaped(Shape.of(heads, 1), Shape.of(heads));
        Layout t = new Layout().weight("token_embd", "backbone.embeddings");
        for (int i = 0; i < MambaGguf.layers(c); i++) {
            Layout b = t.at("blk." + i, "backbone.layers." + i);
            b.weight("attn_norm", "norm");
            b.weight("ssm_in", "mixer.in_proj");
            b.weight("ssm_conv1d", MambaGguf.kernel(convolved, c.positive("conv_kernel", 4)), "mixer.conv1d");
            b.add(Use.REQUIRED, "ssm_conv1d.bias", Conversions.same(), "mixer.conv1d.bias");
            b.add(Use.REQUIRED, "ssm_dt.bias", Conversions.same(), "mixer.dt_bias");
            b.add(Use.REQUIRED, "ssm_a", Conversions.negativeExponential().after(column), "mixer.A_log");
            b.add(Use.REQUIRED, "ssm_d", column, "mixer.D");
            b.weight("ssm_norm", Conversions.reshaped(Shape.of(groups, inner / groups), Shape.of(inner)), "mixer.norm");
            b.weight("ssm_out", "mixer.out_proj");
        }
        t.weight("output_norm", "backbone.norm_f");
        return t.head(c.flag("tie_word_embeddings", false), "lm_head");
    }
}
