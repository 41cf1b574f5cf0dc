package org.menura.model.multimodal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.Model;
import org.menura.model.Observer;
import org.menura.model.encoder.SubConfigs;
import org.menura.model.layer.Activations;
import org.menura.model.layer.EncoderAttention;
import org.menura.model.layer.Heads;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Qkv;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * BLIP-2's querying transformer (arXiv 2301.12597): learned queries that attend to each other and, in every n-th layer, to
 * what an encoder has seen. The half of it that reads text is not part of it here, as in the published language models.
 */
public final class QFormer implements Model {
    private final Backend ops;
    private final int hidden;
    private final Heads heads;
    private final Activation activation;
    private final LayerNorm norm;
    private final List<Block> blocks = new ArrayList<>();

    private QFormer(Config c, Weights w) {
        c.refuseUnless("position_embedding_type", "absolute");
        c.refuseUnless("use_qformer_text_input", "false");
        ops = w.ops();
        hidden = c.positive("hidden_size", 768);
        int count = c.positive("num_attention_heads", 12);
        heads = Heads.dividing(c, "num_attention_heads", hidden, count, count);
        activation = Activations.of(c, "hidden_act", "gelu");
        float eps = c.number("layer_norm_eps", 1e-12);
        int encoder = c.positive("encoder_hidden_size", 1408);
        int every = c.positive("cross_attention_frequency", 2);
        int inner = c.positive("intermediate_size", 3072);
        norm = new LayerNorm(w.at("layernorm"), hidden, eps);
        for (int i = 0; i < c.positive("num_hidden_layers", 12); i++) {
            Weights b = w.at("encoder.layer").at(i);
            blocks.add(new Block(
                    new Attending(b.at("attention"), hidden, eps),
                    i % every == 0 ? new Attending(b.at("crossattention"), encoder, eps) : null,
                    new Linear(b.at("intermediate_query.dense"), hidden, inner, true),
                    new Linear(b.at("output_query.dense"), inner, hidden, true),
                    new LayerNorm(b.at("output_query.LayerNorm"), hidden, eps)));
        }
    }

    /** Builds the transformer that a config describes. */
    public static QFormer build(Config c, Weights w) {
        return new QFormer(c, w);
    }

    /** Builds a transformer that stands alone in its folder. */
    public static QFormer alone(Config c, Weights w) {
        SubConfigs.architecture(c, "Blip2QFormerModel");
        return new QFormer(c, w);
    }

    /** Attention with its residual sum and norm. */
    private final class Attending {
        private final Linear q;
        private final Linear k;
        private final Linear v;
        private final Linear out;
        private final LayerNorm after;

        Attending(Weights w, int memoryWidth, float eps) {
            Weights a = w.at("attention");
            q = new Linear(a.at("query"), hidden, hidden, true);
            k = new Linear(a.at("key"), memoryWidth, hidden, true);
            v = new Linear(a.at("value"), memoryWidth, hidden, true);
            out = new Linear(w.at("output.dense"), hidden, hidden, true);
            after = new LayerNorm(w.at("output.LayerNorm"), hidden, eps);
        }

        Tensor apply(Tensor x, Segments queries, Tensor memory, Segments keys) {
            Qkv.Projected p = new Qkv.Projected(q.apply(x), k.apply(memory), v.apply(memory));
            Tensor y = EncoderAttention.attend(ops, heads, AttentionSpec.full(heads.scale()), p, queries, keys);
            return after.apply(ops.add(out.apply(y), x));
        }
    }

    private record Block(Attending self, @Nullable Attending cross, Linear up, Linear down, LayerNorm after) {}

    /**
     * Computes the queries' outputs by attention to an encoder's rows.
     *
     * @param queries [inputs · queries, hidden], before the norm
     * @param perInput queries per input
     * @param seen rows that the encoder returned for as many inputs
     * @return [inputs · queries, hidden]
     */
    public Tensor ask(Tensor queries, Segments perInput, Features seen, Observer observer) {
        Tensor x = norm.apply(queries);
        observer.accept("embeddings", x);
        for (int i = 0; i < blocks.size(); i++) {
            Block b = blocks.get(i);
            x = b.self.apply(x, perInput, x, perInput);
            if (b.cross != null) {
                x = b.cross.apply(x, perInput, seen.rows(), seen.segments());
            }
            x = b.after.apply(ops.add(b.down.apply(ops.activate(activation, b.up.apply(x))), x));
            observer.accept("layer." + i, x);
        }
        return x;
    }

    /** Returns the width of the queries. */
    public int hiddenSize() {
        return hidden;
    }

    /** Returns the backend that the transformer computes with. */
    public Backend ops() {
        return ops;
    }

    /**
     * Returns a projector of the same learned queries for each input, then a linear layer.
     *
     * @param tokens [queries, hidden]
     */
    public InputProjector projector(Tensor tokens, Linear last) {
        return (seen, observer) -> {
            int inputs = seen.segments().count();
            int count = tokens.dim(0);
            int[] rows = new int[inputs * count];
            int[] lengths = new int[inputs];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = i % count;
                lengths[i / count] = count;
            }
            Segments perInput = Segments.ofLengths(lengths);
            Tensor asked = ask(ops.gatherRows(tokens, rows), perInput, seen, Observer.NONE);
            observer.accept("qformer", asked);
            return new Features(last.apply(asked), perInput);
        };
    }
}
