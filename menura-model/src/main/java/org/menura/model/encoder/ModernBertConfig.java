package org.menura.model.encoder;

import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.AttentionWindows;
import org.menura.model.layer.Heads;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Rope;
import org.menura.model.layer.RopeScaling;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;

/**
 * The hyperparameters of {@link ModernBert}, with the defaults of the published base model.
 *
 * @param windows for each layer how many positions a token sees to either side, its own included; 0 for all
 */
public record ModernBertConfig(
        int vocabulary,
        int hidden,
        int inner,
        int layers,
        Heads heads,
        int context,
        int[] windows,
        float normEps,
        boolean normBias,
        boolean attentionBias,
        boolean mlpBias,
        Activation activation) {
    /** Layers that see everything, and the base of their rotary frequencies. */
    public static final Kind GLOBAL = new Kind("full_attention", "global_rope_theta", 160000);

    /** Layers that see a window, and the base of their rotary frequencies. */
    public static final Kind LOCAL = new Kind("sliding_attention", "local_rope_theta", 10000);

    private static final String PARAMETERS = "rope_parameters";
    private static final String SCALING = "rope_scaling";

    /**
     * A kind of layers.
     *
     * @param name in {@code layer_types} and {@code rope_parameters}
     * @param baseField older field for the base of the rotary frequencies
     * @param base where the config names none
     */
    public record Kind(String name, String baseField, double base) {
        /** Returns the object that says how this kind's positions scale, or null. */
        public @Nullable Config scaling(Config c) {
            Config parameters = c.object(PARAMETERS);
            Config scaling = c.object(SCALING);
            if (parameters == null || scaling == null) {
                return parameters == null ? scaling : parameters.object(name);
            }
            throw c.unsupported(SCALING, "the config has rope_parameters too, which say the same");
        }

        /** Returns the base of the rotary frequencies. */
        public double base(Config c) {
            Config scaling = scaling(c);
            double own = c.positiveNumber(baseField, base);
            return scaling == null ? own : scaling.positiveNumber("rope_theta", own);
        }
    }

    /** Reads a config. */
    public static ModernBertConfig of(Config c) {
        refuse(c);
        int hidden = c.positive("hidden_size", 768);
        int count = c.positive("num_attention_heads", 12);
        int layers = c.positive("num_hidden_layers", 22);
        Heads heads = Heads.dividing(c, "num_attention_heads", hidden, count, count);
        if (c.has("head_dim") && c.positive("head_dim") != heads.dim()) {
            throw c.unsupported("head_dim", "heads of this family divide hidden_size");
        }
        return new ModernBertConfig(
                c.positive("vocab_size", 50368),
                hidden,
                c.positive("intermediate_size", 1152),
                layers,
                heads,
                c.positive("max_position_embeddings", 8192),
                windows(c, layers),
                c.number("norm_eps", 1e-5),
                c.flag("norm_bias", false),
                c.flag("attention_bias", false),
                c.flag("mlp_bias", false),
                Activations.of(c, "hidden_activation", "gelu"));
    }

    /** Returns how many neighbours a token sees on either side: half of {@code local_attention}. */
    public static int reach(Config c) {
        // The newer name counts one side; where a config has both, transformers takes it.
        return c.has("sliding_window") ? c.integer("sliding_window") : c.integer("local_attention", 128) / 2;
    }

    private static int[] windows(Config c, int layers) {
        int period = c.positive("global_attn_every_n_layers", 3);
        if (c.has("layer_types") && c.texts("layer_types").size() != layers) {
            throw c.unsupported("layer_types", "it must name one for each of the " + layers + " layers");
        }
        return AttentionWindows.perLayer(c, layers, reach(c) + 1, i -> i % period != 0);
    }

    private static void refuse(Config c) {
        c.refuseUnless("is_decoder", "false");
        c.refuseUnless("classifier_pooling", "cls", "mean");
        Config parameters = c.object(PARAMETERS);
        if (parameters != null) {
            for (String name : parameters.names()) {
                if (!name.equals(GLOBAL.name) && !name.equals(LOCAL.name)) {
                    throw parameters.unsupported(name, "supported: objects full_attention and sliding_attention");
                }
            }
        }
        Config scaling = c.object(SCALING);
        if (scaling != null && !scaling.has("rope_type")) {
            // transformers reads it, says nothing, and does not scale.
            throw c.unsupported(SCALING, "it must name its rope_type");
        }
        for (Kind kind : new Kind[] {GLOBAL, LOCAL}) {
            Config own = kind.scaling(c);
            if (own != null) {
                own.refuseUnless("partial_rotary_factor", "1", "1.0");
            }
        }
    }

    /** Builds the rotary positions of a kind of layers. */
    Rope rope(Config c, Backend ops, Kind kind) {
        Config sized = c.withDefault("max_position_embeddings", context);
        return new Rope(ops, RopeScaling.of(sized, kind.scaling(c), heads.dim(), kind.base(c)), false);
    }

    /** Takes a norm at w. */
    LayerNorm norm(Weights w) {
        return new LayerNorm(w, hidden, normEps, normBias);
    }
}
