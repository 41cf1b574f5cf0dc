package org.menura.model.decoder;

import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Layer;
import org.menura.model.layer.MambaMixer;
import org.menura.model.layer.RmsNorm;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * Mamba (arXiv 2312.00752): selective state spaces, without attention or MLPs; and FalconMamba (arXiv 2410.05355), which
 * normalises what steps and states are made of.
 */
public final class Mamba {
    /**
     * Config field that says that {@code hidden_act} is the gate's function too, as in releases of transformers before
     * 5.16; since then it is SiLU, as in the published code.
     */
    public static final String GATE_AS_ACTIVATION = "gate_as_activation";

    /** The {@code model_type} of FalconMamba. */
    public static final String FALCON = "falcon_mamba";

    /** Config field with the epsilon of FalconMamba's norms of step, B and C. */
    public static final String FALCON_EPS = "mixer_rms_eps";

    private Mamba() {}

    /** The model's hyperparameters. */
    record MambaConfig(int vocabulary, int layers, float normEps, boolean tied, MambaMixer.Sizes mixer) {
        static MambaConfig of(Config c) {
            int hidden = c.positive("hidden_size", 768);
            boolean automatic = c.raw("time_step_rank").isTextual() || !c.has("time_step_rank");
            return new MambaConfig(
                    c.positive("vocab_size", 50280),
                    c.positive(c.firstOf("num_hidden_layers", "n_layer"), 32),
                    c.number("layer_norm_epsilon", 1e-5),
                    c.flag("tie_word_embeddings", true),
                    new MambaMixer.Sizes(
                            hidden,
                            c.has("intermediate_size")
                                    ? c.positive("intermediate_size")
                                    : Math.multiplyExact(c.positive("expand", 2), hidden),
                            c.positive("state_size", 16),
                            c.positive("conv_kernel", 4),
                            automatic ? (hidden + 15) / 16 : c.positive("time_step_rank"),
                            c.flag("use_bias", false),
                            c.flag("use_conv_bias", true),
                            Activations.of(c, "hidden_act", "silu"),
                            c.flag(GATE_AS_ACTIVATION, false)
                                    ? Activations.of(c, "hidden_act", "silu")
                                    : Activation.SILU,
                            c.modelType().equals(FALCON) ? c.number(FALCON_EPS, 1e-6) : null));
        }
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights root) {
        MambaConfig c = MambaConfig.of(config);
        int hidden = c.mixer.hidden();
        Weights w = root.atIfPresent("backbone", "embeddings.weight")
                .withDeviation(config.number("initializer_range", 0.1));
        Tensor table = w.matrix("embeddings.weight", c.vocabulary, hidden);
        return new Decoder(
                root,
                Decoder.lookup(root.ops(), table),
                Decoder.stack(
                        c.layers,
                        i -> block(
                                new RmsNorm(w.at("layers").at(i).at("norm"), hidden, c.normEps),
                                new MambaMixer(w.at("layers").at(i).at("mixer"), c.mixer),
                                root.ops())),
                new RmsNorm(w.at("norm_f"), hidden, c.normEps),
                Head.of(root, table, c.tied),
                c.vocabulary,
                Integer.MAX_VALUE,
                null);
    }

    /** Builds a block {@code x + mixer(norm(x))}: there is no channel mixer. */
    static Layer block(Layer norm, Layer mixer, Backend ops) {
        return (x, step) -> ops.add(x, mixer.forward(norm.forward(x, step), step));
    }
}
