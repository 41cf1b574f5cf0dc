package org.menura.model.decoder;

import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Block;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.layer.PositionTable;
import org.menura.model.layer.Positions;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.Rope;
import org.menura.model.weights.Weights;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Tensor;

/**
 * What GPT-2 and its descendants share, and what their checkpoints call it: {@code wte}, {@code wpe}, {@code h}, {@code
 * ln_1}, {@code attn}, {@code ln_2}, {@code mlp}, {@code ln_f}.
 *
 * @param tied whether the embeddings serve as the head once more
 * @param inFirst whether linear weights are stored as [in, out]
 * @param scaled whether the dot products are divided by a power of the head size
 * @param power which power: 0.5, or 1 with µP
 * @param byDepth whether the dot products are divided by the layer's number, from 1, too
 * @param deviation standard deviation that embeddings start with
 * @param spread factor of that for the linear weights
 */
record Gpt2Skeleton(
        Dimensions d,
        float normEps,
        boolean tied,
        boolean inFirst,
        boolean scaled,
        double power,
        boolean byDepth,
        double deviation,
        double spread) {
    /** Reads what all of them have. */
    static Gpt2Skeleton of(Config c, Dimensions.Defaults defaults, boolean multiQuery, boolean inFirst) {
        int hidden = c.positive(c.firstOf("hidden_size", "n_embd"), defaults.hidden());
        String headField = c.firstOf("num_attention_heads", "n_head");
        int heads = c.positive(headField, defaults.heads());
        return new Gpt2Skeleton(
                new Dimensions(
                        c.positive("vocab_size", defaults.vocabulary()),
                        hidden,
                        c.positive("n_inner", Math.multiplyExact(4, hidden)),
                        c.positive(c.firstOf("num_hidden_layers", "n_layer"), defaults.layers()),
                        Heads.dividing(c, headField, hidden, heads, multiQuery ? 1 : heads),
                        c.positive(c.firstOf("max_position_embeddings", "n_positions"), defaults.context())),
                c.number("layer_norm_epsilon", 1e-5),
                c.flag("tie_word_embeddings", true),
                inFirst && !c.flag(Gpt2.OUT_FIRST, false),
                c.flag("scale_attn_weights", true),
                0.5,
                false,
                c.number("initializer_range", Weights.DEFAULT_DEVIATION),
                1);
    }

    /** Returns a copy with dot products scaled in another way. */
    Gpt2Skeleton withScale(double newPower, boolean newByDepth) {
        return new Gpt2Skeleton(d, normEps, tied, inFirst, scaled, newPower, newByDepth, deviation, spread);
    }

    /** Returns a copy with linear weights that start with another deviation. */
    Gpt2Skeleton withSpread(double factor) {
        return new Gpt2Skeleton(d, normEps, tied, inFirst, scaled, power, byDepth, deviation, factor);
    }

    /** Causal attention of a layer. */
    AttentionSpec attention(int layer) {
        double scale = scaled ? Math.pow(d.heads().dim(), -power) : 1;
        return AttentionSpec.causal((float) (byDepth ? scale / (layer + 1) : scale));
    }

    /** The parameters below the prefix that base models leave out. */
    Weights parameters(Weights root) {
        return root.withDeviation(deviation).atIfPresent("transformer", "wte.weight");
    }

    /** A linear layer with bias. */
    Linear linear(Weights w, int in, int out) {
        return stored(w.withDeviation(deviation * spread), in, out);
    }

    /** A linear layer with bias that ends a residual branch; with more layers it starts smaller. */
    Linear residual(Weights w, int in, int out) {
        return stored(w.withDeviation(deviation * spread / Math.sqrt(2.0 * d.layers())), in, out);
    }

    private Linear stored(Weights w, int in, int out) {
        return inFirst ? Linear.inFirst(w, in, out) : new Linear(w, in, out, true);
    }

    /** The learned positions. */
    PositionTable positions(Weights w) {
        return new PositionTable(w.at("wpe"), d.context(), d.hidden(), 0);
    }

    /** A block at w; {@code c_attn} holds queries, keys and values grouped by heads, or one after another. */
    Layer block(Weights w, AttentionSpec spec, boolean grouped, @Nullable Positions positions, Layer mlp) {
        Heads heads = d.heads();
        Weights a = w.at("attn");
        Linear fused = linear(a.at("c_attn"), d.hidden(), heads.fusedWidth());
        return Block.preNorm(
                w.ops(),
                new LayerNorm(w.at("ln_1"), d.hidden(), normEps),
                new Attention(
                        a,
                        heads,
                        spec,
                        grouped ? Qkv.grouped(a, heads, fused) : Qkv.stacked(a, heads, fused),
                        residual(a.at("c_proj"), d.hidden(), d.hidden()),
                        positions,
                        null),
                new LayerNorm(w.at("ln_2"), d.hidden(), normEps),
                mlp);
    }

    /** Builds block {@code layer} of the stack with the parameters at w. */
    @FunctionalInterface
    interface Blocks {
        Layer at(int layer, Weights w);
    }

    /** A decoder of such blocks. */
    Decoder around(
            Config config,
            Weights root,
            Tensor table,
            Layer embedding,
            Blocks blocks,
            float logitScale,
            @Nullable Rope rope) {
        Weights w = parameters(root);
        Layer head = Head.of(config, root.withDeviation(deviation * spread), "lm_head", table, tied, false);
        return new Decoder(
                root,
                embedding,
                Decoder.stack(d.layers(), i -> blocks.at(i, w.at("h").at(i))),
                new LayerNorm(w.at("ln_f"), d.hidden(), normEps),
                logitScale == 1 ? head : (x, step) -> root.ops().affine(head.forward(x, step), logitScale, 0),
                d.vocabulary(),
                d.context(),
                rope);
    }
}
