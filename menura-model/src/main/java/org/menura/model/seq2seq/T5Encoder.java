package org.menura.model.seq2seq;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerStack;
import org.menura.model.layer.RelativeBias;
import org.menura.model.layer.RmsNorm;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * The encoder of a T5: alone, as Sentence-T5 (arXiv 2108.08877) and the generators of pictures take it, or as half of
 * an encoder–decoder.
 */
public final class T5Encoder implements TextEncoder {
    private final Backend ops;
    private final int hidden;
    private final Tensor table; // [vocabulary, hidden]
    private final List<Layer> blocks = new ArrayList<>();
    private final RmsNorm norm;

    /** Takes {@code shared} and {@code encoder} at w. */
    T5Encoder(T5Config c, Weights w) {
        ops = w.ops();
        hidden = c.hidden();
        boolean ownTable = w.has("encoder.embed_tokens.weight") && !w.has("shared.weight");
        table = w.matrix(ownTable ? "encoder.embed_tokens.weight" : "shared.weight", c.vocabulary(), hidden);
        if (!ownTable) {
            w.skip("encoder.embed_tokens.weight");
        }
        Weights e = w.at("encoder");
        T5Block parts = new T5Block(c);
        RelativeBias shared = parts.bias(e, 0, true);
        for (int i = 0; i < c.layers(); i++) {
            RelativeBias bias = i > 0 && c.biasPerLayer() ? parts.bias(e, i, true) : shared;
            Weights b = e.at("block").at(i).at("layer");
            Layer first = parts.self(b.at(0), bias);
            Layer second = parts.mlp(b.at(1));
            blocks.add((x, step) -> second.forward(first.forward(x, step), step));
        }
        norm = new RmsNorm(e.at("final_layer_norm"), hidden, c.normEps());
    }

    /** The embedding table, [vocabulary, hidden]. */
    Tensor table() {
        return table;
    }

    @Override
    public Tensor encode(ForwardBatch step) {
        return encode(step, "");
    }

    /** Encodes texts, showing the observer its layers under names with a prefix. */
    Tensor encode(ForwardBatch step, String prefix) {
        Tensor x = Embeddings.of(ops, table, step); // [rows, hidden]
        step.observe(prefix + "embeddings", x);
        x = LayerStack.forward(
                ops,
                blocks.size(),
                x,
                step,
                prefix + "layer.",
                (i, h) -> blocks.get(i).forward(h, step));
        x = norm.apply(x);
        step.observe(prefix + "norm", x);
        return x;
    }

    @Override
    public Map<String, Tensor> outputs(Tensor encoded, Segments segments) {
        return Map.of("last_hidden_state", encoded);
    }

    @Override
    public int position(int i) {
        return i;
    }

    /** Returns that there is no longest text: positions are distances. */
    @Override
    public int contextLength() {
        return Integer.MAX_VALUE;
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
