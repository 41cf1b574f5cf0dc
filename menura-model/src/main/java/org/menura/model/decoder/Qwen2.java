package org.menura.model.decoder;

import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Attention;
import org.menura.model.layer.AttentionWindows;
import org.menura.model.layer.Block;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.GatedMlp;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.RmsNorm;
import org.menura.model.layer.Rope;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;

/**
 * Qwen 2 and 2.5 (arXiv 2407.10671, 2412.15115): a Llama with biases on queries, keys and values, whose upper layers
 * may see a window only.
 */
public final class Qwen2 {
    private Qwen2() {}

    /** The model's hyperparameters; {@code windows} has one entry per layer, 0 for none. */
    record Qwen2Config(
            Dimensions d, float normEps, Activation activation, int[] windows, boolean tied, Direction direction) {
        static Qwen2Config of(Config c) {
            Dimensions d = Dimensions.of(c, new Dimensions.Defaults(151936, 4096, 22016, 32, 32, 32768), 32);
            return new Qwen2Config(
                    d,
                    c.number("rms_norm_eps", 1e-6),
                    Activations.of(c, "hidden_act", "silu"),
                    Qwen2.windows(c, d.layers()),
                    c.flag("tie_word_embeddings", false),
                    Direction.of(c));
        }
    }

    /**
     * Returns the window of each layer: none unless {@code use_sliding_window}, then in those from max_window_layers
     * on.
     */
    static int[] windows(Config c, int layers) {
        int size = AttentionWindows.size(c, 4096);
        int window = c.flag("use_sliding_window", false) ? size : 0;
        int first = c.integer("max_window_layers", 28);
        return AttentionWindows.perLayer(c, layers, window, layer -> window > 0 && layer >= first);
    }

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights root) {
        Qwen2Config c = Qwen2Config.of(config);
        Rope rope = Rope.of(config, root.ops(), c.d, 10000);
        return new LlamaSkeleton(config, root, c.d, c.tied, rope)
                .around(
                        (layer, w) -> block(c, c.windows[layer], w, rope),
                        w -> new RmsNorm(w, c.d.hidden(), c.normEps),
                        c.direction);
    }

    private static Layer block(Qwen2Config c, int window, Weights w, Rope rope) {
        int hidden = c.d.hidden();
        Heads heads = c.d.heads();
        Weights a = w.at("self_attn");
        return Block.preNorm(
                w.ops(),
                new RmsNorm(w.at("input_layernorm"), hidden, c.normEps),
                new Attention(
                        a,
                        heads,
                        c.direction.spec(heads.scale(), window),
                        Qkv.separate(a, hidden, heads, true),
                        new Linear(a.at("o_proj"), heads.queryWidth(), hidden, false),
                        rope,
                        null),
                new RmsNorm(w.at("post_attention_layernorm"), hidden, c.normEps),
                new GatedMlp(w.at("mlp"), c.activation, hidden, c.d.inner(), false));
    }
}
