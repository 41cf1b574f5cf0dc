package org.menura.model.seq2seq;

import java.util.ArrayList;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.EncoderDecoder;
import org.menura.model.ForwardBatch;
import org.menura.model.StateSpec;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.GatedMlp;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerStack;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Mlp;
import org.menura.model.layer.RmsNorm;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** T5 (arXiv 1910.10683) with ReLU or gated GELU (arXiv 2002.05202); CodeT5 (arXiv 2109.00859). */
public final class T5 implements EncoderDecoder {
    /** The model's hyperparameters. */
    record T5Config(
            int vocabulary,
            int hidden,
            int inner,
            Heads heads,
            int layers,
            int decoderLayers,
            RelativeBias.Buckets buckets,
            float normEps,
            boolean gated,
            Activation activation,
            boolean tied,
            boolean scaled,
            int startId) {
        static T5Config of(Config c) {
            int heads = c.positive("num_heads", 8);
            int layers = c.positive("num_layers", 6);
            String projection = c.text("feed_forward_proj", "relu");
            boolean gated = c.flag("is_gated_act", projection.startsWith("gated-"));
            boolean tied = c.flag("tie_word_embeddings", true);
            return new T5Config(
                    c.positive("vocab_size", 32128),
                    c.positive("d_model", 512),
                    c.positive("d_ff", 2048),
                    new Heads(heads, heads, c.positive("d_kv", 64)),
                    layers,
                    c.positive("num_decoder_layers", layers),
                    RelativeBias.Buckets.read(c),
                    c.number("layer_norm_epsilon", 1e-6),
                    gated,
                    activation(c, projection.substring(projection.lastIndexOf('-') + 1), gated),
                    tied,
                    // Newer files say so themselves, and tie the head although it was not meant to be scaled.
                    c.flag("scale_decoder_outputs", tied),
                    c.integer("decoder_start_token_id", c.integer("pad_token_id", 0)));
        }

        /** "gated-gelu" has always meant the tanh form. */
        private static Activation activation(Config c, String name, boolean gated) {
            if (c.has("dense_act_fn")) {
                return Activations.of(c, "dense_act_fn", "relu");
            }
            return gated && name.equals("gelu")
                    ? Activation.GELU_TANH
                    : Activations.named(c, "feed_forward_proj", name);
        }
    }

    private final Backend ops;
    private final T5Config config;
    private final Tensor table; // [vocabulary, hidden]
    private final List<Layer> encoder = new ArrayList<>();
    private final RmsNorm encoderNorm;
    private final List<DecoderBlock> decoder = new ArrayList<>();
    private final RmsNorm decoderNorm;
    private final Linear head;
    private final List<StateSpec> states;

    private T5(Config fields, Weights w) {
        ops = w.ops();
        T5Config c = T5Config.of(fields);
        config = c;
        // The newest release of the reference saves no head of its own, whatever the config says.
        boolean tied = c.tied || w.has("shared.weight") && !w.has("lm_head.weight");
        table = w.matrix("shared.weight", c.vocabulary, c.hidden);
        w.skip("encoder.embed_tokens.weight");
        w.skip("decoder.embed_tokens.weight");
        // Early checkpoints hold biases of the cross-attention, which has none.
        w.skipAll("decoder.block.0.layer.1.EncDecAttention.relative_attention_bias");
        Weights e = w.at("encoder");
        RelativeBias reading = new RelativeBias(
                e.at("block.0.layer.0.SelfAttention.relative_attention_bias"), c.heads.queries(), c.buckets, true);
        for (int i = 0; i < c.layers; i++) {
            Weights b = e.at("block").at(i).at("layer");
            Layer attention = new T5Attention(b.at("0.SelfAttention"), c.hidden, c.heads, reading);
            Layer first = residual(norm(b.at(0)), attention);
            Layer second = residual(norm(b.at(1)), mlp(b.at("1.DenseReluDense")));
            encoder.add((x, step) -> second.forward(first.forward(x, step), step));
        }
        encoderNorm = new RmsNorm(e.at("final_layer_norm"), c.hidden, c.normEps);
        Weights d = w.at("decoder");
        RelativeBias writing = new RelativeBias(
                d.at("block.0.layer.0.SelfAttention.relative_attention_bias"), c.heads.queries(), c.buckets, false);
        for (int i = 0; i < c.decoderLayers; i++) {
            Weights b = d.at("block").at(i).at("layer");
            decoder.add(new DecoderBlock(
                    ops,
                    residual(norm(b.at(0)), new T5Attention(b.at("0.SelfAttention"), c.hidden, c.heads, writing)),
                    norm(b.at(1)),
                    cross(b.at("1.EncDecAttention")),
                    residual(norm(b.at(2)), mlp(b.at("2.DenseReluDense")))));
        }
        decoderNorm = new RmsNorm(d.at("final_layer_norm"), c.hidden, c.normEps);
        if (tied) {
            w.skip("lm_head.weight");
        }
        head = tied ? new Linear(ops, table, null) : new Linear(w.at("lm_head"), c.hidden, c.vocabulary, false);
        states = w.states();
    }

    /** Builds the model that a config describes. */
    public static T5 build(Config c, Weights w) {
        return new T5(c, w);
    }

    private RmsNorm norm(Weights w) {
        return new RmsNorm(w.at("layer_norm"), config.hidden, config.normEps);
    }

    /** Attention to what was read: without scaling or biases. */
    private CrossAttention cross(Weights w) {
        int hidden = config.hidden;
        Heads heads = config.heads;
        return new CrossAttention(
                ops,
                heads,
                1,
                new Linear(w.at("q"), hidden, heads.queryWidth(), false),
                new Linear(w.at("k"), hidden, heads.keyWidth(), false),
                new Linear(w.at("v"), hidden, heads.keyWidth(), false),
                new Linear(w.at("o"), heads.queryWidth(), hidden, false));
    }

    private Layer residual(Layer norm, Layer layer) {
        return DecoderBlock.residual(ops, norm, layer);
    }

    private Layer mlp(Weights w) {
        int hidden = config.hidden;
        int inner = config.inner;
        Linear out = new Linear(w.at("wo"), inner, hidden, false);
        return config.gated
                ? new GatedMlp(
                        ops,
                        config.activation,
                        new Linear(w.at("wi_0"), hidden, inner, false),
                        new Linear(w.at("wi_1"), hidden, inner, false),
                        out)
                : new Mlp(ops, config.activation, new Linear(w.at("wi"), hidden, inner, false), out);
    }

    @Override
    public Tensor encode(ForwardBatch step) {
        Tensor x = Embeddings.of(ops, table, step); // [rows, hidden]
        step.observe("encoder.embeddings", x);
        x = LayerStack.forward(
                ops,
                encoder.size(),
                x,
                step,
                "encoder.layer.",
                (i, h) -> encoder.get(i).forward(h, step));
        x = encoderNorm.apply(x);
        step.observe("encoder.norm", x);
        return x;
    }

    @Override
    public Memory remember(Tensor encoded, Segments segments) {
        return DecoderBlock.remember(decoder, encoded, segments);
    }

    @Override
    public Tensor decode(ForwardBatch step, Memory memory) {
        Tensor x = ops.embedding(table, step.ids()); // [rows, hidden]
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
        if (config.scaled) {
            x = ops.affine(x, (float) (1 / Math.sqrt(config.hidden)), 0);
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
        return config.vocabulary;
    }

    @Override
    public int startId() {
        return config.startId;
    }

    @Override
    public Backend ops() {
        return ops;
    }
}
