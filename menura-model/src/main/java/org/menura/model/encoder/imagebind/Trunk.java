package org.menura.model.encoder.imagebind;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.model.ForwardBatch;
import org.menura.model.layer.Block;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.LayerStack;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Mlp;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** The transformer of a modality. */
final class Trunk {
    static final float NORM_EPS = 1e-6f;
    private static final int MLP_RATIO = 4;

    private final Backend ops;
    private final @Nullable LayerNorm first;
    private final List<Layer> blocks = new ArrayList<>();

    Trunk(Weights w, ImageBindConfig.Tower tower, ImageBindModality modality) {
        ops = w.ops();
        int width = tower.width();
        first = modality == ImageBindModality.VISION
                ? new LayerNorm(w.at("pre_transformer_layer").at(0), width, NORM_EPS)
                : null;
        float scale = tower.heads().scale();
        AttentionSpec spec =
                modality == ImageBindModality.TEXT ? AttentionSpec.causal(scale) : AttentionSpec.full(scale);
        boolean biased = modality != ImageBindModality.VISION && modality != ImageBindModality.TEXT;
        for (int i = 0; i < tower.blocks(); i++) {
            Weights b = w.at("blocks").at(i);
            blocks.add(Block.preNorm(
                    ops,
                    new LayerNorm(b.at("norm_1"), width, NORM_EPS),
                    new BiasedAttention(b.at("attn"), tower.heads(), spec, biased),
                    new LayerNorm(b.at("norm_2"), width, NORM_EPS),
                    mlp(b.at("mlp"), width)));
        }
    }

    private static Layer mlp(Weights w, int width) {
        int inner = Math.multiplyExact(MLP_RATIO, width);
        return new Mlp(w.ops(), Activation.GELU, linear(w.at("fc1"), width, inner), linear(w.at("fc2"), inner, width));
    }

    private static Linear linear(Weights w, int in, int out) {
        return new Linear(w, w.matrix("weight", out, in, BiasedAttention.xavier(in, out)), w.zeros("bias", out));
    }

    /** [rows, width] → [rows, width]; x is not used any more afterwards. */
    Tensor forward(Tensor x, Segments segments) {
        Tensor y = first == null ? x : first.apply(x);
        ForwardBatch step = ForwardBatch.rows(
                IntStream.range(0, segments.count()).map(segments::length).toArray());
        return LayerStack.forward(
                ops, blocks.size(), y, step, "layer.", (i, h) -> blocks.get(i).forward(h, step));
    }
}
