package org.menura.model.encoder;

import java.util.List;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.LayerStack;
import org.menura.model.layer.PositionTable;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Encodes texts as CLIP and SigLIP do: token and position embeddings, blocks, a norm. They differ in what they pool. */
abstract sealed class ClipTextTower implements TextEncoder permits ClipText, SiglipText {
    /** Sizes where a config has none. */
    record Defaults(
            int vocabulary, int hidden, int inner, int layers, int heads, int context, double eps, String activation) {}

    final Backend ops;
    final int hidden;
    private final int positionCount;
    private final Tensor table; // [vocabulary, hidden]
    private final PositionTable positions;
    private final List<Layer> blocks;
    private final LayerNorm norm;

    ClipTextTower(Config c, Weights w, Defaults d, boolean causal) {
        ops = w.ops();
        hidden = c.positive("hidden_size", d.hidden);
        int heads = c.positive("num_attention_heads", d.heads);
        ClipBlock.Sizes sizes = new ClipBlock.Sizes(
                hidden,
                c.positive("intermediate_size", d.inner),
                Heads.dividing(c, "num_attention_heads", hidden, heads, heads),
                c.number("layer_norm_eps", d.eps),
                Activations.of(c, "hidden_act", d.activation));
        positionCount = c.positive("max_position_embeddings", d.context);
        table = w.matrix("embeddings.token_embedding.weight", c.positive("vocab_size", d.vocabulary), hidden);
        positions = new PositionTable(w.at("embeddings.position_embedding"), positionCount, hidden, 0);
        blocks = ClipBlock.stack(w, c.positive("num_hidden_layers", d.layers), sizes, causal);
        norm = new LayerNorm(w.at("final_layer_norm"), hidden, sizes.normEps());
    }

    @Override
    public final Tensor encode(ForwardBatch step) {
        return encode(step, 0);
    }

    @Override
    public final Tensor encode(ForwardBatch step, int skipped) {
        if (skipped > blocks.size()) {
            throw new FormatException(
                    "a text encoder of %d layers can't leave out its last %d".formatted(blocks.size(), skipped));
        }
        Tensor x = ops.add(ops.embedding(table, step.ids()), positions.at(step)); // [rows, hidden]
        step.observe("embeddings", x);
        x = LayerStack.forward(
                ops,
                blocks.size() - skipped,
                x,
                step,
                "layer.",
                (i, h) -> blocks.get(i).forward(h, step));
        return norm.apply(x);
    }

    @Override
    public final int position(int i) {
        return i;
    }

    @Override
    public final int contextLength() {
        return positionCount;
    }

    @Override
    public final int hiddenSize() {
        return hidden;
    }

    @Override
    public final Backend ops() {
        return ops;
    }
}
