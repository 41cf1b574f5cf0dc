package org.menura.model.seq2seq;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.Observer;
import org.menura.model.SpeechModel;
import org.menura.model.StateSpec;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.LayerStack;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Mlp;
import org.menura.model.layer.PositionTable;
import org.menura.model.layer.Qkv;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Whisper (arXiv 2212.04356): two convolutions and a transformer over log-mel features, and a decoder that attends to it. */
public final class Whisper implements SpeechModel {
    /** The model's hyperparameters. */
    record WhisperConfig(
            int vocabulary,
            int hidden,
            int decoderLayers,
            Heads decoderHeads,
            int decoderInner,
            int targetPositions,
            Activation activation,
            boolean tied,
            int startId) {
        static WhisperConfig of(Config c) {
            int hidden = c.positive("d_model", 384);
            int decoderHeads = c.positive("decoder_attention_heads", 6);
            return new WhisperConfig(
                    c.positive("vocab_size", 51865),
                    hidden,
                    c.positive("decoder_layers", 4),
                    Heads.dividing(c, "decoder_attention_heads", hidden, decoderHeads, decoderHeads),
                    c.positive("decoder_ffn_dim", 1536),
                    c.positive("max_target_positions", 448),
                    Activations.of(c, "activation_function", "gelu"),
                    c.flag("tie_word_embeddings", true),
                    c.integer("decoder_start_token_id", 50257));
        }
    }

    private static final float NORM_EPS = 1e-5f;

    private final Backend ops;
    private final WhisperConfig config;
    private final WhisperEncoder encoder;
    private final Tensor words; // [vocabulary, hidden]
    private final int padding;
    private final PositionTable positions;
    private final List<DecoderBlock> decoder = new ArrayList<>();
    private final LayerNorm decoderNorm;
    private final Linear head;
    private final List<StateSpec> states;

    private Whisper(Config fields, Weights root) {
        ops = root.ops();
        WhisperConfig c = WhisperConfig.of(fields);
        config = c;
        Weights w = root.atIfPresent("model", "encoder.conv1.weight");
        encoder = new WhisperEncoder(fields, w.at("encoder"));
        Weights d = w.at("decoder");
        words = d.matrix("embed_tokens.weight", c.vocabulary, c.hidden);
        padding = Embeddings.padding(fields.withDefault(Embeddings.PADDING, 50256), c.vocabulary);
        positions = new PositionTable(d.at("embed_positions"), c.targetPositions, c.hidden, 0);
        for (int i = 0; i < c.decoderLayers; i++) {
            decoder.add(block(d.at("layers").at(i), c.decoderHeads));
        }
        decoderNorm = norm(d.at("layer_norm"));
        if (c.tied) {
            root.skip("proj_out.weight");
        }
        head = c.tied ? new Linear(ops, words, null) : new Linear(root.at("proj_out"), c.hidden, c.vocabulary, false);
        states = root.states();
    }

    /** Builds the model that a config describes. */
    public static Whisper build(Config c, Weights w) {
        return new Whisper(c, w);
    }

    private LayerNorm norm(Weights w) {
        return new LayerNorm(w, config.hidden, NORM_EPS);
    }

    private Linear linear(Weights w, int in, int out, boolean bias) {
        return new Linear(w, in, out, bias);
    }

    /** Keys have no bias: it would add the same to all scores of a query. */
    private Qkv qkv(Weights w, Heads heads) {
        Linear q = linear(w.at("q_proj"), config.hidden, heads.queryWidth(), true);
        Linear k = linear(w.at("k_proj"), config.hidden, heads.keyWidth(), false);
        Linear v = linear(w.at("v_proj"), config.hidden, heads.keyWidth(), true);
        return x -> new Qkv.Projected(q.apply(x), k.apply(x), v.apply(x));
    }

    private Linear out(Weights w, Heads heads) {
        return linear(w.at("out_proj"), heads.queryWidth(), config.hidden, true);
    }

    private Layer mlp(Weights b, int inner) {
        Mlp mlp = new Mlp(
                ops,
                config.activation,
                linear(b.at("fc1"), config.hidden, inner, true),
                linear(b.at("fc2"), inner, config.hidden, true));
        return DecoderBlock.residual(ops, norm(b.at("final_layer_norm")), mlp);
    }

    private DecoderBlock block(Weights b, Heads heads) {
        Weights a = b.at("self_attn");
        Weights x = b.at("encoder_attn");
        Attention self =
                new Attention(a, heads, AttentionSpec.causal(heads.scale()), qkv(a, heads), out(a, heads), null, null);
        CrossAttention cross = new CrossAttention(
                ops,
                heads,
                heads.scale(),
                linear(x.at("q_proj"), config.hidden, heads.queryWidth(), true),
                linear(x.at("k_proj"), config.hidden, heads.keyWidth(), false),
                linear(x.at("v_proj"), config.hidden, heads.keyWidth(), true),
                out(x, heads));
        return new DecoderBlock(
                ops,
                DecoderBlock.residual(ops, norm(b.at("self_attn_layer_norm")), self),
                norm(b.at("encoder_attn_layer_norm")),
                cross,
                mlp(b, config.decoderInner));
    }

    @Override
    public Features encode(Tensor features, Observer observer) {
        if (features.shape().rank() != 3 || features.dim(1) != frames() || features.dim(2) != mels()) {
            throw new FormatException(
                    "features of shape %s for a model that hears %d frames of %d bands (num_mel_bins) at a time"
                            .formatted(features.shape(), frames(), mels()));
        }
        return encoder.encode(features, null, observer);
    }

    @Override
    public Memory remember(Tensor encoded, Segments segments) {
        return DecoderBlock.remember(decoder, encoded, segments);
    }

    @Override
    public Tensor decode(ForwardBatch step, Memory memory) {
        Tensor x = ops.embedding(words, step.ids(), padding); // [rows, hidden]
        x = ops.add(x, positions.at(step));
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
        step.finish();
        return head.apply(x);
    }

    @Override
    public boolean has(Head head) {
        return head.layer() >= 0
                && head.layer() < config.decoderLayers
                && head.head() >= 0
                && head.head() < config.decoderHeads.queries();
    }

    @Override
    public List<Head> likelyAligned() {
        return IntStream.range(config.decoderLayers / 2, config.decoderLayers)
                .boxed()
                .flatMap(l -> IntStream.range(0, config.decoderHeads.queries()).mapToObj(h -> new Head(l, h)))
                .toList();
    }

    @Override
    public List<float[][]> attention(int[] text, Memory memory, List<Head> heads, int rows) {
        Map<String, Tensor> seen = new HashMap<>();
        ForwardBatch step = ForwardBatch.next(List.of(text), List.of(newState()))
                .withOutputs(text.length - 1)
                .withObserver(seen::put);
        decode(step, memory);
        Map<Head, float[][]> weights = new HashMap<>();
        heads.stream().collect(Collectors.groupingBy(Head::layer)).forEach((layer, ofLayer) -> {
            Tensor queries = Objects.requireNonNull(seen.get(CrossAttention.queriesOf(layer)));
            List<Integer> numbers = ofLayer.stream().map(Head::head).toList();
            List<float[][]> all =
                    decoder.get(layer).cross().weights(queries, memory.keys().get(layer), numbers, rows);
            for (int i = 0; i < all.size(); i++) {
                weights.put(ofLayer.get(i), all.get(i));
            }
        });
        return heads.stream().map(h -> Objects.requireNonNull(weights.get(h))).toList();
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
    public int frames() {
        return encoder.frames();
    }

    @Override
    public int mels() {
        return encoder.mels();
    }

    @Override
    public int contextLength() {
        return config.targetPositions;
    }

    @Override
    public Backend ops() {
        return ops;
    }
}
