package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.menura.model.Config;
import org.menura.model.gguf.Mapping.Use;
import org.menura.model.layer.Linear;
import org.menura.tensor.Shape;

/** RWKV-7. llama.cpp asks for a value residual in the first block too, and does not use it. */
final class Rwkv7Gguf implements GgufFamily {
    @Override
    public String architecture() {
        return "rwkv7";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("rwkv7");
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = RwkvLayout.config(f, "rwkv7");
        out.put("decay_low_rank_dim", f.integer("attention.decay_lora_rank"));
        out.put("a_low_rank_dim", f.integer("attention.iclr_lora_rank"));
        out.put("v_low_rank_dim", f.integer("attention.value_residual_mix_lora_rank"));
        out.put("gate_low_rank_dim", f.integer("attention.gate_lora_rank"));
        if (running) {
            out.put(Linear.LOW_RANK_OUT_FIRST, true);
        }
        return out;
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        RwkvLayout.metadata(c, k);
        k.integer("attention.decay_lora_rank", c.positive("decay_low_rank_dim", 64));
        k.integer("attention.iclr_lora_rank", c.positive("a_low_rank_dim", 64));
        k.integer("attention.value_residual_mix_lora_rank", c.positive("v_low_rank_dim", 32));
        k.integer("attention.gate_lora_rank", c.positive("gate_low_rank_dim", 128));
    }

    @Override
    public Layout layout(Config c, boolean running) {
        int width = c.positive("hidden_size");
        int dim = c.positive("head_size", 64);
        return RwkvLayout.around(c, _ -> Conversions.same(), (i, b) -> {
            String[] shares = Stream.of("r", "w", "k", "v", "a", "g")
                    .map(s -> "att.x_" + s)
                    .toArray(String[]::new);
            RwkvLayout.vectors(b, "time_mix_lerp_fused", width, shares);
            RwkvLayout.vector(b, "channel_mix_lerp_k", "ffn.x_k", width);
            RwkvLayout.vector(b, "time_mix_k_k", "att.k_k", width);
            RwkvLayout.vector(b, "time_mix_k_a", "att.k_a", width);
            Conversion perHead = Conversions.reshaped(Shape.of(width), Shape.of(width / dim, dim));
            b.add(Use.REQUIRED, "time_mix_r_k.weight", perHead, "att.r_k");
            pair(b, "w", width, running);
            pair(b, "a", width, running);
            RwkvLayout.lowRank(b, "time_mix_g1", "att.g1", running);
            RwkvLayout.lowRank(b, "time_mix_g2", "att.g2", running);
            if (i > 0) {
                pair(b, "v", width, running);
                return;
            }
            b.add(Use.WRITTEN, "time_mix_v0.weight", Conversions.reshaped(Shape.of(width), Shape.of(width)), "att.a0");
            b.add(Use.WRITTEN, "time_mix_v1.weight", Conversions.transposed(), "att.a1");
            b.add(Use.WRITTEN, "time_mix_v2.weight", Conversions.transposed(), "att.a2");
            b.leaveOut("att.v0").leaveOut("att.v1").leaveOut("att.v2");
        });
    }

    /** A bias and two matrices. */
    private static void pair(Layout b, String name, int width, boolean running) {
        RwkvLayout.vector(b, "time_mix_" + name + "0", "att." + name + "0", width);
        RwkvLayout.lowRank(b, "time_mix_" + name + "1", "att." + name + "1", running);
        RwkvLayout.lowRank(b, "time_mix_" + name + "2", "att." + name + "2", running);
    }
}
