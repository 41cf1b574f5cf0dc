package org.menura.model.encoder;

import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Heads;
import org.menura.tensor.Activation;

/**
 * The sizes that every vision transformer has.
 *
 * @param image height and width of the pictures that it was made for
 * @param patch height and width of a patch
 */
public record VisionConfig(
        int hidden,
        int inner,
        int layers,
        Heads heads,
        int channels,
        int image,
        int patch,
        float normEps,
        Activation activation) {
    /** The default sizes of a family, where a config leaves them out. */
    record Defaults(
            int hidden, int inner, int layers, int heads, int image, int patch, double normEps, String activation) {
        static final Defaults VIT = new Defaults(768, 3072, 12, 12, 224, 16, 1e-12, "gelu");
        static final Defaults CLIP = new Defaults(768, 3072, 12, 12, 224, 32, 1e-5, "quick_gelu");
        static final Defaults SIGLIP = new Defaults(768, 3072, 12, 12, 224, 16, 1e-6, "gelu_pytorch_tanh");
        static final Defaults BLIP2 = new Defaults(1408, 6144, 39, 16, 224, 14, 1e-6, "gelu");
        static final Defaults IDEFICS3 = new Defaults(1152, 3072, 12, 16, 224, 32, 1e-6, "gelu_pytorch_tanh");
    }

    static VisionConfig of(Config c, Defaults d) {
        int hidden = c.positive("hidden_size", d.hidden);
        int heads = c.positive("num_attention_heads", d.heads);
        VisionConfig config = new VisionConfig(
                hidden,
                c.positive("intermediate_size", d.inner),
                c.positive("num_hidden_layers", d.layers),
                Heads.dividing(c, "num_attention_heads", hidden, heads, heads),
                c.positive("num_channels", 3),
                side(c, "image_size", d.image),
                side(c, "patch_size", d.patch),
                c.number("layer_norm_eps", d.normEps),
                Activations.of(c, "hidden_act", d.activation));
        if (config.image < config.patch) {
            throw c.unsupported("patch_size", "it must fit into the image_size of " + config.image);
        }
        return config;
    }

    private static int side(Config c, String name, int fallback) {
        int[] sizes = c.ids(name);
        for (int s : sizes) {
            if (s != sizes[0]) {
                throw c.unsupported(name, "height and width must be the same");
            }
            if (s < 1) {
                throw new FormatException("%s: %s must be at least 1, not %d".formatted(c.source(), name, s));
            }
        }
        return sizes.length == 0 ? fallback : sizes[0];
    }

    /** Patches of a picture of the usual size. */
    int patches() {
        return Math.multiplyExact(side(), side());
    }

    /** Patches in a row of a picture of the usual size. */
    int side() {
        return image / patch;
    }
}
