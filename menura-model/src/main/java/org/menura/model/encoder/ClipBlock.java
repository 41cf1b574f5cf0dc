package org.menura.model.encoder;

import java.util.ArrayList;
import java.util.List;
import org.menura.model.layer.Block;
import org.menura.model.layer.EncoderAttention;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Mlp;
import org.menura.model.layer.Qkv;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;

/** The block that CLIP's towers and their descendants are made of, by the names of its parameters. */
final class ClipBlock {
    private ClipBlock() {}

    /** Sizes of a block. */
    record Sizes(int hidden, int inner, Heads heads, float normEps, Activation activation) {
        static Sizes of(VisionConfig c) {
            return new Sizes(c.hidden(), c.inner(), c.heads(), c.normEps(), c.activation());
        }
    }

    /** Blocks {@code encoder.layers.0} to {@code count - 1} at w. */
    static List<Layer> stack(Weights w, int count, Sizes s, boolean causal) {
        List<Layer> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Weights b = w.at("encoder.layers").at(i);
            Weights a = b.at("self_attn");
            Qkv qkv = Qkv.separate(a, s.hidden, s.heads, true);
            out.add(block(b, s, causal, qkv, new Linear(a.at("out_proj"), s.hidden, s.hidden, true)));
        }
        return out;
    }

    /** A block of a given attention. */
    static Layer block(Weights w, Sizes s, boolean causal, Qkv qkv, Linear out) {
        float scale = s.heads.scale();
        AttentionSpec spec = causal ? AttentionSpec.causal(scale) : AttentionSpec.full(scale);
        return Block.preNorm(
                w.ops(),
                new LayerNorm(w.at("layer_norm1"), s.hidden, s.normEps),
                new EncoderAttention(w.ops(), s.heads, spec, qkv, out),
                new LayerNorm(w.at("layer_norm2"), s.hidden, s.normEps),
                mlp(w.at("mlp"), s));
    }

    /** {@code fc2(f(fc1(x)))} at w. */
    static Mlp mlp(Weights w, Sizes s) {
        return new Mlp(
                w.ops(),
                s.activation,
                new Linear(w.at("fc1"), s.hidden, s.inner, true),
                new Linear(w.at("fc2"), s.inner, s.hidden, true));
    }
}
