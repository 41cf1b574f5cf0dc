package org.menura.model.encoder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.LayerStack;
import org.menura.model.layer.Linear;
import org.menura.model.layer.PositionTable;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * SigLIP's text tower (arXiv 2303.15343): attention in both directions over a text padded to full length, whose last row
 * stands for all of it.
 */
public final class SiglipText implements TextEncoder {
    private final Backend ops;
    private final int hidden;
    private final int positionCount;
    private final Tensor table; // [vocabulary, hidden]
    private final PositionTable positions;
    private final List<Layer> blocks;
    private final LayerNorm norm;
    private final Linear head;

    SiglipText(Config c, Weights w) {
        ops = w.ops();
        hidden = c.positive("hidden_size", 768);
        int heads = c.positive("num_attention_heads", 12);
        ClipBlock.Sizes sizes = new ClipBlock.Sizes(
                hidden,
                c.positive("intermediate_size", 3072),
                Heads.dividing(c, "num_attention_heads", hidden, heads, heads),
                c.number("layer_norm_eps", 1e-6),
                Activations.of(c, "hidden_act", "gelu_pytorch_tanh"));
        positionCount = c.positive("max_position_embeddings", 64);
        table = w.matrix("embeddings.token_embedding.weight", c.positive("vocab_size", 32000), hidden);
        positions = new PositionTable(w.at("embeddings.position_embedding"), positionCount, hidden, 0);
        blocks = ClipBlock.stack(w, c.positive("num_hidden_layers", 12), sizes, false);
        norm = new LayerNorm(w.at("final_layer_norm"), hidden, sizes.normEps());
        head = new Linear(w.at("head"), hidden, c.positive("projection_size", hidden), true);
    }

    /** Builds the tower alone. */
    public static SiglipText build(Config c, Weights root) {
        SubConfigs.architecture(c, "SiglipTextModel");
        return new SiglipText(c, root.atIfPresent("text_model", "embeddings.token_embedding.weight"));
    }

    @Override
    public Tensor encode(ForwardBatch step) {
        Tensor x = ops.add(ops.embedding(table, step.ids()), positions.at(step)); // [rows, hidden]
        step.observe("embeddings", x);
        x = LayerStack.forward(
                ops, blocks.size(), x, step, "layer.", (i, h) -> blocks.get(i).forward(h, step));
        return norm.apply(x);
    }

    @Override
    public Map<String, Tensor> outputs(Tensor encoded, Segments segments) {
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put("last_hidden_state", encoded);
        out.put("pooler_output", head.apply(Rows.last(ops, encoded, segments)));
        return out;
    }

    @Override
    public int position(int i) {
        return i;
    }

    @Override
    public int contextLength() {
        return positionCount;
    }

    @Override
    public int hiddenSize() {
        return hidden;
    }

    @Override
    public Backend ops() {
        return ops;
    }
}
