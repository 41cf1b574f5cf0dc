package org.menura.model.diffusion;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.tensor.Activation;

/**
 * The options of a {@link UNet} that few checkpoints take.
 *
 * @param onlyText whether the transformers of a level attend to the text alone, also where others attend to the picture
 * @param middle what lies between the way down and the way up
 * @param middleDivisor of the residual blocks there
 * @param centres whether samples from 0 to 1 are brought to -1 to 1 first
 * @param behindTime function behind the vector of the timestep; null for none
 * @param behindAll function behind all that blocks are told; null for none
 */
record UNetExtras(
        boolean[] onlyText,
        Middle middle,
        float middleDivisor,
        boolean centres,
        @Nullable Activation behindTime,
        @Nullable Activation behindAll) {
    /** What lies at the smallest pictures. */
    enum Middle {
        NONE,
        RESIDUAL,
        TRANSFORMER
    }

    /** Options that the reference's blocks of these kinds take and leave alone are not read. */
    static UNetExtras of(Config c, int levels) {
        c.refuseUnless("dual_cross_attention", "false");
        c.refuseUnless("time_embedding_type", "positional");
        c.refuseUnless("attention_type", "default");
        for (String name : List.of(
                "encoder_hid_dim",
                "encoder_hid_dim_type",
                "cross_attention_norm",
                "time_cond_proj_dim",
                "reverse_transformer_layers_per_block")) {
            if (c.has(name)) {
                throw c.unsupported(name, "supported: null");
            }
        }
        return new UNetExtras(
                onlyText(c, levels),
                middle(c),
                c.positiveNumber("mid_block_scale_factor", 1),
                c.flag("center_input_sample", false),
                optional(c, "timestep_post_act"),
                optional(c, "time_embedding_act_fn"));
    }

    private static boolean[] onlyText(Config c, int levels) {
        String name = "only_cross_attention";
        boolean[] out = new boolean[levels];
        if (!c.raw(name).isArray()) {
            Arrays.fill(out, c.flag(name, false));
            return out;
        }
        if (c.raw(name).size() != levels) {
            throw c.unsupported(name, "it must have %d entries, one for each level".formatted(levels));
        }
        for (int i = 0; i < levels; i++) {
            out[i] = c.raw(name).path(i).asBoolean();
        }
        return out;
    }

    private static Middle middle(Config c) {
        if (c.lacks("mid_block_type")) {
            return Middle.TRANSFORMER;
        }
        String kind = c.textOrNull("mid_block_type");
        return switch (kind) {
            case null -> Middle.NONE;
            case "UNetMidBlock2DCrossAttn" -> Middle.TRANSFORMER;
            case "UNetMidBlock2D" -> Middle.RESIDUAL;
            default ->
                throw c.unsupported("mid_block_type", "supported: UNetMidBlock2DCrossAttn, UNetMidBlock2D, null");
        };
    }

    private static @Nullable Activation optional(Config c, String name) {
        return c.has(name) ? Activations.of(c, name, "silu") : null;
    }
}
