package org.menura.model.decoder;

import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Mamba2Mixer;
import org.menura.model.layer.RmsNorm;
import org.menura.model.weights.Weights;
import org.menura.tensor.Tensor;

/** Mamba 2 (arXiv 2405.21060): state spaces whose decay is shared by a head, which makes them a form of attention. */
public final class Mamba2 {
    /** Config field that says that each group has a norm of its own, as in GGUF files. */
    public static final String GROUPED_NORM = "grouped_norm";

    private Mamba2() {}

    /** The model's hyperparameters. */
    record Mamba2Config(int vocabulary, int layers, float normEps, boolean tied, Mamba2Mixer.Sizes mixer) {
        static Mamba2Config of(Config c) {
            float eps = c.number("layer_norm_epsilon", 1e-5);
            int hidden = c.positive("hidden_size", 4096);
            int heads = c.positive("num_heads", 128);
            int headDim = c.positive("head_dim", 64);
            int groups = c.positive("n_groups", 8);
            if ((long) c.positive("expand", 2) * hidden != (long) heads * headDim) {
                throw c.unsupported("num_heads", "expand · hidden_size must equal num_heads · head_dim");
            }
            if (heads % groups != 0) {
                throw c.unsupported("n_groups", "it must divide num_heads");
            }
            float[] limits =
                    c.has("time_step_limit") ? c.numbers("time_step_limit") : new float[] {0, Float.POSITIVE_INFINITY};
            if (limits.length != 2) {
                throw c.unsupported("time_step_limit", "it must be a pair of numbers");
            }
            return new Mamba2Config(
                    c.positive("vocab_size", 32768),
                    c.positive("num_hidden_layers", 64),
                    eps,
                    c.flag("tie_word_embeddings", false),
                    new Mamba2Mixer.Sizes(
                            hidden,
                            heads,
                            headDim,
                            groups,
                            c.positive("state_size", 128),
                            c.positive("conv_kernel", 4),
                            c.flag("use_bias", false),
                            c.flag("use_conv_bias", true),
                            Activations.of(c, "hidden_act", "silu"),
                            limits[0],
                            limits[1],
                            eps,
                            normGroups(c, groups)));
        }
    }

    /** Each group's part is normed by itself; releases of transformers before 5.21 normed all of them together. */
    private static int normGroups(Config c, int groups) {
        return c.flag(GROUPED_NORM, true) ? groups : 1;
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights root) {
        Mamba2Config c = Mamba2Config.of(config);
        int hidden = c.mixer.hidden();
        Weights w = root.atIfPresent("backbone", "embeddings.weight")
                .withDeviation(config.number("initializer_range", 0.1));
        Tensor table = w.matrix("embeddings.weight", c.vocabulary, hidden);
        return new Decoder(
                root,
                Decoder.lookup(root.ops(), table),
                Decoder.stack(
                        c.layers,
                        i -> Mamba.block(
                                new RmsNorm(w.at("layers").at(i).at("norm"), hidden, c.normEps),
                                new Mamba2Mixer(w.at("layers").at(i).at("mixer"), c.mixer),
                                root.ops())),
                new RmsNorm(w.at("norm_f"), hidden, c.normEps),
                Head.of(root, table, c.tied),
                c.vocabulary,
                Integer.MAX_VALUE,
                null);
    }
}
