package org.menura.model.decoder;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Attention.QkvChange;
import org.menura.model.layer.AttentionWindows;
import org.menura.model.layer.Block;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.Experts;
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
 * Qwen 3 (arXiv 2505.09388): a Llama whose queries and keys are normalised head by head; and its mixture of experts.
 */
public final class Qwen3 {
    private Qwen3() {}

    /**
     * The model's hyperparameters.
     *
     * @param windows one entry per layer, 0 for none
     * @param experts null for the dense model
     * @param mixtures for each layer its index among those with experts, or -1 for an MLP
     */
    record Qwen3Config(
            Dimensions d,
            float normEps,
            Activation activation,
            boolean attentionBias,
            int[] windows,
            boolean tied,
            @Nullable Experts experts,
            int[] mixtures,
            Direction direction) {
        static Qwen3Config dense(Config c) {
            Dimensions d = Dimensions.of(c, new Dimensions.Defaults(151936, 4096, 22016, 32, 32, 32768), 32, 128);
            int[] mixtures = new int[d.layers()];
            Arrays.fill(mixtures, -1);
            return of(c, d, Qwen2.windows(c, d.layers()), null, mixtures);
        }

        static Qwen3Config sparse(Config c) {
            Dimensions d = Dimensions.of(c, new Dimensions.Defaults(151936, 2048, 6144, 24, 32, 32768), 4);
            int window = AttentionWindows.size(c, 4096);
            int[] windows = new int[d.layers()];
            Arrays.fill(windows, c.flag("use_sliding_window", false) ? window : 0);
            int inner = c.positive("moe_intermediate_size", 768);
            Experts experts = c.integer("num_experts", 128) == 0
                    ? null
                    : Experts.of(c, "num_experts", 128, 8, inner, c.flag("norm_topk_prob", false));
            return of(c, d, windows, experts, mixtures(c, d.layers(), experts));
        }

        private static Qwen3Config of(
                Config c, Dimensions d, int[] windows, @Nullable Experts experts, int[] mixtures) {
            return new Qwen3Config(
                    d,
                    c.number("rms_norm_eps", 1e-6),
                    Activations.of(c, "hidden_act", "silu"),
                    c.flag("attention_bias", false),
                    windows,
                    c.flag("tie_word_embeddings", false),
                    experts,
                    mixtures,
                    Direction.of(c));
        }

        /** Every {@code decoder_sparse_step}-th layer has experts, but for those of {@code mlp_only_layers}. */
        private static int[] mixtures(Config c, int layers, @Nullable Experts experts) {
            int step = c.positive("decoder_sparse_step", 1);
            int[] dense = c.ids("mlp_only_layers");
            int[] mixtures = new int[layers];
            int count = 0;
            for (int i = 0; i < layers; i++) {
                int layer = i;
                boolean sparse = experts != null
                        && (i + 1) % step == 0
                        && Arrays.stream(dense).noneMatch(l -> l == layer);
                mixtures[i] = sparse ? count++ : -1;
            }
            return mixtures;
        }
    }

    /** Builds a dense Qwen 3. */
    public static Decoder build(Config config, Weights root) {
        return build(config, Qwen3Config.dense(config), root);
    }

    /** Builds a Qwen 3 with experts. */
    public static Decoder buildMixture(Config config, Weights root) {
        return build(config, Qwen3Config.sparse(config.renamed("num_local_experts", "num_experts")), root);
    }

    private static Decoder build(Config config, Qwen3Config c, Weights root) {
        Rope rope = Rope.of(config, root.ops(), c.d, 10000);
        boolean windowed = Arrays.stream(c.windows).allMatch(w -> w > 0);
        Dimensions d = windowed ? c.d.withContext(Integer.MAX_VALUE) : c.d;
        return new LlamaSkeleton(config, root, d, c.tied, rope)
                .around(
                        (layer, w) -> block(c, layer, w, rope),
                        w -> new RmsNorm(w, c.d.hidden(), c.normEps),
                        c.direction);
    }

    private static Layer block(Qwen3Config c, int layer, Weights w, Rope rope) {
        int hidden = c.d.hidden();
        Heads heads = c.d.heads();
        Weights a = w.at("self_attn");
        QkvChange norms = QkvChange.headNorms(
                heads,
                new RmsNorm(a.at("q_norm"), heads.dim(), c.normEps),
                new RmsNorm(a.at("k_norm"), heads.dim(), c.normEps));
        return Block.preNorm(
                w.ops(),
                new RmsNorm(w.at("input_layernorm"), hidden, c.normEps),
                new Attention(
                        a,
                        heads,
                        c.direction.spec(heads.scale(), c.windows[layer]),
                        Qkv.separate(a, hidden, heads, c.attentionBias),
                        new Linear(a.at("o_proj"), heads.queryWidth(), hidden, c.attentionBias),
                        rope,
                        norms),
                new RmsNorm(w.at("post_attention_layernorm"), hidden, c.normEps),
                channelMixer(c, c.mixtures[layer], w.at("mlp")));
    }

    private static Layer channelMixer(Qwen3Config c, int mixture, Weights w) {
        int hidden = c.d.hidden();
        return c.experts == null || mixture < 0
                ? new GatedMlp(w, c.activation, hidden, c.d.inner(), false)
                : c.experts.mixture(w, c.activation, hidden, "gate_proj", "up_proj", "down_proj", mixture);
    }
}
