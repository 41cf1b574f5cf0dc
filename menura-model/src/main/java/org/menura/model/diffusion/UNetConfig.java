package org.menura.model.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.tensor.Activation;

/**
 * The hyperparameters of a {@link UNet}. Lists have an entry per level, from the largest pictures down.
 *
 * @param channels of each level
 * @param layers residual blocks of each level
 * @param downCross whether a level has transformers on the way down
 * @param upCross the same on the way up, from the smallest pictures on
 * @param transformerLayers blocks of each level's transformers
 * @param heads of each level's transformers
 * @param contexts width of what each level's transformers attend to
 * @param labelKind how a label becomes a vector; null for no labels
 * @param labelWidth width of a label, or the number of classes
 * @param sizesWidth of the vectors that numbers about the size become; 0 where there are none
 */
record UNetConfig(
        int in,
        int out,
        int sampleSize,
        int[] channels,
        int[] layers,
        boolean[] downCross,
        boolean[] upCross,
        int[] transformerLayers,
        int[] heads,
        int[] contexts,
        ResnetBlock.Style style,
        int downPad,
        int kernelIn,
        int kernelOut,
        TimestepEmbedding.Waves waves,
        int embedding,
        @Nullable String labelKind,
        int labelWidth,
        boolean labelBeside,
        int sizesWidth,
        int pooledAndSizesWidth,
        UNetExtras extras) {
    private static final int USUAL_SIZE = 64;
    private static final List<String> DOWN = List.of("CrossAttnDownBlock2D", "DownBlock2D");
    private static final List<String> UP = List.of("CrossAttnUpBlock2D", "UpBlock2D");

    static UNetConfig of(Config c) {
        c.refuseUnless("resnet_time_scale_shift", "default", "scale_shift");
        c.refuseUnless("addition_embed_type", "text_time");
        int[] channels = list(c, "block_out_channels", new int[] {320, 640, 1280, 1280});
        int levels = channels.length;
        // The second name is a mistake of old: it always was a number of heads.
        int[] heads = perLevel(c, c.firstOf("num_attention_heads", "attention_head_dim"), levels, 8);
        for (int i = 0; i < levels; i++) {
            if (channels[i] % heads[i] != 0 || channels[i] % c.positive("norm_num_groups", 32) != 0) {
                throw c.unsupported(
                        "block_out_channels", "heads and norm_num_groups must divide the channels of each level");
            }
        }
        Activation activation = Activations.of(c, "act_fn", "silu");
        int embedding = c.positive("time_embedding_dim", 4 * channels[0]);
        boolean labelBeside = c.flag("class_embeddings_concat", false);
        if (labelBeside && labelKind(c) == null) {
            throw c.unsupported("class_embeddings_concat", "there is no label without class_embed_type");
        }
        return new UNetConfig(
                c.positive("in_channels", 4),
                c.positive("out_channels", 4),
                sampleSize(c),
                channels,
                perLevel(c, "layers_per_block", levels, 2),
                crossing(c, "down_block_types", DOWN, levels),
                crossing(c, "up_block_types", UP, levels),
                perLevel(c, "transformer_layers_per_block", levels, 1),
                heads,
                perLevel(c, "cross_attention_dim", levels, 1280),
                new ResnetBlock.Style(
                        c.positive("norm_num_groups", 32),
                        c.number("norm_eps", 1e-5),
                        activation,
                        labelBeside ? 2 * embedding : embedding,
                        c.text("resnet_time_scale_shift", "default").equals("scale_shift")),
                c.integer("downsample_padding", 1),
                odd(c, "conv_in_kernel"),
                odd(c, "conv_out_kernel"),
                waves(c, channels[0]),
                embedding,
                labelKind(c),
                c.has("num_class_embeds")
                        ? c.positive("num_class_embeds")
                        : c.integer("projection_class_embeddings_input_dim", 0),
                labelBeside,
                c.has("addition_embed_type") ? c.positive("addition_time_embed_dim") : 0,
                c.has("addition_embed_type") ? c.positive("projection_class_embeddings_input_dim") : 0,
                UNetExtras.of(c, levels));
    }

    int levels() {
        return channels.length;
    }

    private static @Nullable String labelKind(Config c) {
        c.refuseUnless("class_embed_type", "simple_projection", "projection", "timestep", "identity");
        String kind = c.textOrNull("class_embed_type");
        return kind == null && c.has("num_class_embeds") ? "table" : kind;
    }

    private static TimestepEmbedding.Waves waves(Config c, int width) {
        if (width % 2 != 0) {
            throw c.unsupported("block_out_channels", "the first level's must be even");
        }
        return new TimestepEmbedding.Waves(width, c.flag("flip_sin_to_cos", true), c.number("freq_shift", 0));
    }

    private static int odd(Config c, String name) {
        int kernel = c.positive(name, 3);
        if (kernel % 2 == 0) {
            throw c.unsupported(name, "it must be odd");
        }
        return kernel;
    }

    private static int sampleSize(Config c) {
        JsonNode size = c.raw("sample_size");
        int side = size.isArray() ? c.ids("sample_size")[0] : c.positive("sample_size", USUAL_SIZE);
        // Early files of Stable Diffusion 1 have half of what it was trained with; diffusers passes over that, too.
        boolean isEarly = c.text("_diffusers_version", "").matches("0\\.[0-8](\\..*)?");
        return isEarly && !size.isArray() ? Math.max(USUAL_SIZE, side) : side;
    }

    private static int[] list(Config c, String name, int[] fallback) {
        for (JsonNode entry : c.raw(name)) {
            if (entry.isArray()) {
                throw c.unsupported(name, "supported: a number for each level, not a list of them");
            }
        }
        int[] values = c.has(name) ? c.ids(name) : fallback;
        for (int v : values) {
            if (v < 1) {
                throw c.unsupported(name, "its entries must be at least 1");
            }
        }
        if (values.length == 0) {
            throw c.unsupported(name, "it must have an entry for each level");
        }
        return values;
    }

    /** A number for all levels or one for each. */
    private static int[] perLevel(Config c, String name, int levels, int fallback) {
        int[] given = list(c, name, new int[] {fallback});
        if (given.length != levels && given.length != 1) {
            throw c.unsupported(name, "it must have %d entries, one for each level".formatted(levels));
        }
        int[] out = new int[levels];
        for (int i = 0; i < levels; i++) {
            out[i] = given[given.length == 1 ? 0 : i];
        }
        return out;
    }

    /** Which levels have transformers; the first of {@code kinds} has. */
    private static boolean[] crossing(Config c, String name, List<String> kinds, int levels) {
        List<String> given = c.texts(name);
        boolean isDown = kinds == DOWN;
        boolean[] out = new boolean[levels];
        for (int i = 0; i < levels; i++) {
            // All levels but the one of the smallest pictures.
            boolean usual = isDown ? i < levels - 1 : i > 0;
            out[i] = given.isEmpty() ? usual : i < given.size() && given.get(i).equals(kinds.getFirst());
        }
        if (!given.isEmpty() && (given.size() != levels || !kinds.containsAll(given))) {
            throw c.unsupported(name, "supported: one of %s for each level".formatted(String.join(", ", kinds)));
        }
        return out;
    }
}
