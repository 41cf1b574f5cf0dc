package org.menura.model.diffusion;

import java.util.List;
import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.tensor.Activation;

/**
 * The hyperparameters of an {@link Autoencoder}.
 *
 * @param channels of each level, from the largest pictures down
 * @param layers residual blocks of each level of the encoder; the decoder has one more
 * @param attends whether the smallest pictures are attended to
 * @param scale factor of latents where a denoiser works; the pipelines that draw with UNets know no {@code
 *     shift_factor}
 */
record AutoencoderConfig(
        int in,
        int out,
        int latent,
        int[] channels,
        int layers,
        int groups,
        Activation activation,
        boolean attends,
        boolean quant,
        boolean postQuant,
        float scale,
        int sampleSize) {
    static final float EPS = 1e-6f;

    static AutoencoderConfig of(Config c) {
        int[] channels = c.has("block_out_channels") ? c.ids("block_out_channels") : new int[] {64};
        int groups = c.positive("norm_num_groups", 32);
        for (int n : channels) {
            if (n < 1 || n % groups != 0) {
                throw c.unsupported("block_out_channels", "norm_num_groups must divide the channels of each level");
            }
        }
        only(c, "down_block_types", "DownEncoderBlock2D", channels.length);
        only(c, "up_block_types", "UpDecoderBlock2D", channels.length);
        for (String name : List.of("latents_mean", "latents_std")) {
            if (c.has(name)) {
                throw c.unsupported(name, "supported: null");
            }
        }
        return new AutoencoderConfig(
                c.positive("in_channels", 3),
                c.positive("out_channels", 3),
                c.positive("latent_channels", 4),
                channels,
                c.positive("layers_per_block", 1),
                groups,
                Activations.of(c, "act_fn", "silu"),
                c.flag("mid_block_add_attention", true),
                c.flag("use_quant_conv", true),
                c.flag("use_post_quant_conv", true),
                c.positiveNumber("scaling_factor", 0.18215),
                c.raw("sample_size").isArray() ? c.ids("sample_size")[0] : c.positive("sample_size", 32));
    }

    private static void only(Config c, String name, String kind, int levels) {
        List<String> given = c.texts(name);
        boolean fits = given.isEmpty()
                ? levels == 1
                : given.size() == levels && given.stream().allMatch(kind::equals);
        if (!fits) {
            throw c.unsupported(name, "supported: %s for each level".formatted(kind));
        }
    }

    ResnetBlock.Style style() {
        return new ResnetBlock.Style(groups, EPS, activation, 0, false);
    }
}
