package org.menura.model.diffusion;

import org.jspecify.annotations.Nullable;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * A block of a transformer over the places of pictures: attention among them, attention to a text, and a gated MLP, each
 * behind a norm and beside a residual.
 */
final class CrossAttentionBlock {
    private static final float EPS = 1e-5f;
    private static final int INNER_FACTOR = 4;

    private final Backend ops;
    private final boolean onlyText; // in the place of the pictures, too
    private final LayerNorm norm1;
    private final Attention self;
    private final LayerNorm norm2;
    private final Attention cross;
    private final LayerNorm norm3;
    private final Linear up;
    private final Linear down;
    private final int inner;

    CrossAttentionBlock(Weights w, int width, int heads, int context, boolean onlyText) {
        this.ops = w.ops();
        this.onlyText = onlyText;
        this.inner = INNER_FACTOR * width;
        this.norm1 = new LayerNorm(w.at("norm1"), width, EPS);
        this.self = new Attention(w.at("attn1"), width, heads, onlyText ? context : width);
        this.norm2 = new LayerNorm(w.at("norm2"), width, EPS);
        this.cross = new Attention(w.at("attn2"), width, heads, context);
        this.norm3 = new LayerNorm(w.at("norm3"), width, EPS);
        this.up = new Linear(w.at("ff.net.0.proj"), width, 2 * inner, true);
        this.down = new Linear(w.at("ff.net.2"), inner, width, true);
    }

    /**
     * [rows, width] → [rows, width].
     *
     * @param text what is attended to, a sequence per scene; null for the pictures themselves
     */
    Tensor apply(Tensor x, CrossFrameAttention scenes, Denoiser.@Nullable Text text) {
        Tensor y = ops.add(x, attended(self, norm1.apply(x), scenes, onlyText ? text : null));
        Tensor h = norm2.apply(y);
        y = ops.add(y, attended(cross, h, scenes, text));
        h = up.apply(norm3.apply(y));
        // The first half is gated by the second.
        h = ops.gated(Activation.GELU, ops.columns(h, inner, 2 * inner), ops.columns(h, 0, inner));
        return ops.add(y, down.apply(h));
    }

    private Tensor attended(Attention to, Tensor h, CrossFrameAttention scenes, Denoiser.@Nullable Text text) {
        return text == null
                ? to.apply(h, scenes.queries(), scenes.first(ops, h), scenes.keys())
                : to.apply(h, scenes.queries(), text.rows(), text.segments());
    }

    /** Multi-head attention without biases but at the end. */
    private static final class Attention {
        private final Backend ops;
        private final int heads;
        private final int width;
        private final Linear q;
        private final Linear k;
        private final Linear v;
        private final Linear out;

        Attention(Weights w, int width, int heads, int context) {
            this.ops = w.ops();
            this.heads = heads;
            this.width = width;
            this.q = new Linear(w.at("to_q"), width, width, false);
            this.k = new Linear(w.at("to_k"), context, width, false);
            this.v = new Linear(w.at("to_v"), context, width, false);
            this.out = new Linear(w.at("to_out.0"), width, width, true);
        }

        Tensor apply(Tensor x, Segments queries, Tensor from, Segments keys) {
            AttentionSpec spec = AttentionSpec.full((float) (1 / Math.sqrt((double) width / heads)));
            Tensor y = ops.attention(
                    split(q.apply(x)), split(k.apply(from)), split(v.apply(from)), spec, null, queries, keys, null);
            return out.apply(y.reshape(x.dim(0), width));
        }

        private Tensor split(Tensor x) {
            return x.reshape(x.dim(0), heads, width / heads);
        }
    }
}
