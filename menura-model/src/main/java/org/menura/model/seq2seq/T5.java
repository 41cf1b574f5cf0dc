package org.menura.model.seq2seq;

import java.util.ArrayList;
import java.util.List;
import org.menura.model.EncoderDecoder;
import org.menura.model.ForwardBatch;
import org.menura.model.StateSpec;
import org.menura.model.layer.Heads;
import org.menura.model.layer.LayerStack;
import org.menura.model.layer.Linear;
import org.menura.model.layer.RelativeBias;
import org.menura.model.layer.RmsNorm;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * T5 (arXiv 1910.10683) with ReLU or gated GELU (arXiv 2002.05202); CodeT5 (arXiv 2109.00859); mT5 (arXiv 2010.11934);
 * UMT5 (arXiv 2304.09151), whose layers have biases by distance of their own.
 */
public final class T5 implements EncoderDecoder {
    private final Backend ops;
    private final T5Config config;
    private final T5Encoder encoder;
    private final List<DecoderBlock> decoder = new ArrayList<>();
    private final RmsNorm decoderNorm;
    private final Linear head;
    private final List<StateSpec> states;

    T5(T5Config c, Weights w) {
        ops = w.ops();
        config = c;
        // The newest release of the reference saves no head of its own, whatever the config says.
        boolean tied = c.tied() || w.has("shared.weight") && !w.has("lm_head.weight");
        encoder = new T5Encoder(c, w);
        w.skip("decoder.embed_tokens.weight");
        Weights d = w.at("decoder");
        T5Block parts = new T5Block(c);
        RelativeBias shared = parts.bias(d, 0, false);
        for (int i = 0; i < c.decoderLayers(); i++) {
            RelativeBias bias = i > 0 && c.biasPerLayer() ? parts.bias(d, i, false) : shared;
            Weights b = d.at("block").at(i).at("layer");
            // Early checkpoints hold biases of the cross-attention, which has none.
            b.skipAll("1.EncDecAttention.relative_attention_bias");
            decoder.add(new DecoderBlock(
                    ops,
                    parts.self(b.at(0), bias),
                    parts.norm(b.at(1)),
                    cross(b.at("1.EncDecAttention")),
                    parts.mlp(b.at(2))));
        }
        decoderNorm = new RmsNorm(d.at("final_layer_norm"), c.hidden(), c.normEps());
        if (tied) {
            w.skip("lm_head.weight");
        }
        head = tied
                ? new Linear(ops, encoder.table(), null)
                : new Linear(w.at("lm_head"), c.hidden(), c.vocabulary(), false);
        states = w.states();
    }

    /** Attention to what was read: without scaling or biases. */
    private CrossAttention cross(Weights w) {
        int hidden = config.hidden();
        Heads heads = config.heads();
        return new CrossAttention(
                ops,
                heads,
                1,
                new Linear(w.at("q"), hidden, heads.queryWidth(), false),
                new Linear(w.at("k"), hidden, heads.keyWidth(), false),
                new Linear(w.at("v"), hidden, heads.keyWidth(), false),
                new Linear(w.at("o"), heads.queryWidth(), hidden, false));
    }

    @Override
    public Tensor encode(ForwardBatch step) {
        return encoder.encode(step, "encoder.");
    }

    @Override
    public Memory remember(Tensor encoded, Segments segments) {
        return DecoderBlock.remember(decoder, encoded, segments);
    }

    @Override
    public Tensor decode(ForwardBatch step, Memory memory) {
        Tensor x = ops.embedding(encoder.table(), step.ids()); // [rows, hidden]
        step.observe("decoder.embeddings", x);
        x = LayerStack.forward(
                ops,
                decoder.size(),
                x,
                step,
                "decoder.layer.",
                (i, h) -> decoder.get(i).forward(h, step, memory, i));
        int[] outputs = step.outputs();
        if (outputs != null) {
            x = ops.gatherRows(x, outputs);
        }
        x = decoderNorm.apply(x);
        step.observe("decoder.norm", x);
        if (config.scaled()) {
            x = ops.affine(x, (float) (1 / Math.sqrt(config.hidden())), 0);
        }
        step.finish();
        return head.apply(x);
    }

    @Override
    public List<StateSpec> states() {
        return states;
    }

    @Override
    public int vocabulary() {
        return config.vocabulary();
    }

    @Override
    public int startId() {
        return config.startId();
    }

    @Override
    public Backend ops() {
        return ops;
    }
}
