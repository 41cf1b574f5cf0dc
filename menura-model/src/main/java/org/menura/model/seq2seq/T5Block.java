package org.menura.model.seq2seq;

import org.menura.model.layer.BiasedAttention;
import org.menura.model.layer.GatedMlp;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Mlp;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.RelativeBias;
import org.menura.model.layer.RmsNorm;
import org.menura.model.weights.Weights;

/** The parts that the blocks of both stacks of a T5 are made of, each at its parameters. */
record T5Block(T5Config config) {
    RmsNorm norm(Weights w) {
        return new RmsNorm(w.at("layer_norm"), config.hidden(), config.normEps());
    }

    /** Self-attention with its norm and residual; sub-layer 0 of a block. */
    Layer self(Weights w, RelativeBias bias) {
        Weights a = w.at("SelfAttention");
        Heads heads = config.heads();
        int hidden = config.hidden();
        Layer attention = new BiasedAttention(
                a,
                heads,
                1, // scores are not scaled
                Qkv.separate(a, "q", "k", "v", hidden, heads, false),
                new Linear(a.at("o"), heads.queryWidth(), hidden, false),
                bias);
        return DecoderBlock.residual(w.ops(), norm(w), attention);
    }

    /** An MLP with its norm and residual; the last sub-layer of a block. */
    Layer mlp(Weights w) {
        Weights m = w.at("DenseReluDense");
        int hidden = config.hidden();
        int inner = config.inner();
        Linear out = new Linear(m.at("wo"), inner, hidden, false);
        Layer mlp = config.gated()
                ? new GatedMlp(
                        w.ops(),
                        config.activation(),
                        new Linear(m.at("wi_0"), hidden, inner, false),
                        new Linear(m.at("wi_1"), hidden, inner, false),
                        out)
                : new Mlp(w.ops(), config.activation(), new Linear(m.at("wi"), hidden, inner, false), out);
        return DecoderBlock.residual(w.ops(), norm(w), mlp);
    }

    /** The biases by distance of a layer: its own, or those of the first one, a table for all layers of a stack. */
    RelativeBias bias(Weights stack, int layer, boolean bothDirections) {
        Weights w = stack.at("block").at(config.biasPerLayer() ? layer : 0);
        return new RelativeBias(
                w.at("layer.0.SelfAttention.relative_attention_bias"),
                config.heads().queries(),
                config.buckets().count(),
                config.buckets(),
                bothDirections);
    }
}
