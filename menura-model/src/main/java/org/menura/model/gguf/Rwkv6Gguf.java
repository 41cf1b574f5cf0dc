package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.IntFunction;
import org.menura.model.Config;
import org.menura.model.decoder.Rwkv;
import org.menura.model.gguf.Mapping.Use;
import org.menura.model.layer.Linear;
import org.menura.tensor.Shape;

/**
 * RWKV-6. Files that were made from transformers' form of the model halve the residual stream every few blocks, and what
 * is added to it has been halved as often.
 */
final class Rwkv6Gguf implements GgufFamily {
    private static final String HALVED = "rescale_every_n_layers";
    /** The same in configs of transformers, whose weights are not halved. */
    private static final String RESCALED = "rescale_every";

    private static final String[] PARTS = {"w", "k", "v", "r", "g"};

    @Override
    public String architecture() {
        return "rwkv6";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("rwkv6");
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = RwkvLayout.config(f, "rwkv6");
        out.put("mix_low_rank_dim", f.integer("time_mix_extra_dim"));
        out.put("decay_low_rank_dim", f.integer("time_decay_extra_dim"));
        int every = f.integer(HALVED, 0);
        if (every > 0) {
            out.put(running ? Rwkv.HALVED_EVERY : RESCALED, every);
        }
        if (running) {
            out.put(Linear.LOW_RANK_OUT_FIRST, true);
        }
        return out;
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        RwkvLayout.metadata(c, k);
        k.integer("time_mix_extra_dim", c.positive("mix_low_rank_dim", 32));
        k.integer("time_decay_extra_dim", c.positive("decay_low_rank_dim", 64));
        int every = c.integer(RESCALED, 0);
        if (every > 0) {
            k.integer(HALVED, every);
        }
    }

    @Override
    public Layout layout(Config c, boolean running) {
        int width = c.positive("hidden_size");
        int rank = c.positive("mix_low_rank_dim", 32);
        return RwkvLayout.around(c, results(c, running), (i, b) -> {
            RwkvLayout.vector(b, "time_mix_lerp_x", "att.time_maa_x", width);
            String[] shares = new String[PARTS.length];
            for (int p = 0; p < PARTS.length; p++) {
                shares[p] = "att.time_maa_" + PARTS[p];
                b.add(
                        Use.READ,
                        "time_mix_lerp_" + PARTS[p] + ".weight",
                        Conversions.reshaped(Shape.of(width), Shape.of(1, 1, width)),
                        shares[p]);
            }
            RwkvLayout.vectors(b, "time_mix_lerp_fused", width, shares);
            RwkvLayout.lowRank(b, "time_mix_w1", "att.time_maa_w1", running);
            Conversion rows = Conversions.reshaped(
                    Shape.of(PARTS.length, width, rank), Shape.of((long) PARTS.length * width, rank));
            b.add(Use.REQUIRED, "time_mix_w2.weight", running ? rows : Conversions.transposed(), "att.time_maa_w2");
            RwkvLayout.vector(b, "time_mix_decay", "att.time_decay", width);
            RwkvLayout.lowRank(b, "time_mix_decay_w1", "att.time_decay_w1", running);
            RwkvLayout.lowRank(b, "time_mix_decay_w2", "att.time_decay_w2", running);
            b.add(Use.REQUIRED, "time_mix_first.weight", Conversions.same(), "att.time_faaaa");
            b.weight("time_mix_gate", "att.gate");
            RwkvLayout.vector(b, "channel_mix_lerp_k", "ffn.time_maa_k", width);
            RwkvLayout.vector(b, "channel_mix_lerp_r", "ffn.time_maa_r", width);
            b.weight("channel_mix_receptance", "ffn.receptance");
        });
    }

    /** In checkpoints what is added to the residual stream is not halved. */
    private static IntFunction<Conversion> results(Config c, boolean running) {
        int every = c.integer(RESCALED, 0);
        if (running || every == 0) {
            return _ -> Conversions.same();
        }
        return i -> {
            int times = i / every;
            float scale = (float) Math.pow(2, times);
            return times == 0 ? Conversions.same() : Conversions.values(x -> x / scale, x -> x * scale);
        };
    }
}
