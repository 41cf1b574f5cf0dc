package org.menura.model.seq2seq;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.Observer;
import org.menura.model.layer.Activations;
import org.menura.model.layer.EncoderAttention;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.LayerStack;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Mlp;
import org.menura.model.layer.PositionTable;
import org.menura.model.layer.Qkv;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;

/**
 * Whisper's encoder (arXiv 2212.04356): two convolutions over log-mel features, the second of which halves the frames, and
 * a transformer. It hears sounds of any length up to the one that its positions reach.
 */
public final class WhisperEncoder {
    private static final float NORM_EPS = 1e-5f;
    private static final int KERNEL = 3;
    private static final int STRIDE = 2;

    private final Backend ops;
    private final int mels;
    private final int hidden;
    private final int positions;
    private final Tensor kernel1; // [hidden, mels, 3]
    private final Tensor bias1;
    private final Tensor kernel2; // [hidden, hidden, 3], moves by 2
    private final Tensor bias2;
    private final PositionTable places;
    private final List<Layer> blocks = new ArrayList<>();
    private final LayerNorm norm;

    /** Takes {@code conv1}, {@code conv2}, {@code embed_positions}, {@code layers} and {@code layer_norm} at w. */
    public WhisperEncoder(Config c, Weights w) {
        ops = w.ops();
        mels = c.positive("num_mel_bins", 80);
        hidden = c.positive("d_model", 384);
        positions = c.positive("max_source_positions", 1500);
        int count = c.positive("encoder_attention_heads", 6);
        Heads heads = Heads.dividing(c, "encoder_attention_heads", hidden, count, count);
        int inner = c.positive("encoder_ffn_dim", 1536);
        Activation activation = Activations.of(c, "activation_function", "gelu");
        Init normal = Init.normal(Weights.DEFAULT_DEVIATION);
        kernel1 = w.floats("conv1.weight", normal, hidden, mels, KERNEL);
        bias1 = w.zeros("conv1.bias", hidden);
        kernel2 = w.floats("conv2.weight", normal, hidden, hidden, KERNEL);
        bias2 = w.zeros("conv2.bias", hidden);
        places = new PositionTable(w.at("embed_positions"), positions, hidden, 0);
        for (int i = 0; i < c.positive("encoder_layers", 4); i++) {
            blocks.add(block(w.at("layers").at(i), heads, inner, activation));
        }
        norm = new LayerNorm(w.at("layer_norm"), hidden, NORM_EPS);
    }

    private Layer block(Weights b, Heads heads, int inner, Activation activation) {
        Weights a = b.at("self_attn");
        Linear q = new Linear(a.at("q_proj"), hidden, heads.queryWidth(), true);
        Linear k = new Linear(a.at("k_proj"), hidden, heads.keyWidth(), false);
        Linear v = new Linear(a.at("v_proj"), hidden, heads.keyWidth(), true);
        Linear out = new Linear(a.at("out_proj"), heads.queryWidth(), hidden, true);
        Qkv qkv = x -> new Qkv.Projected(q.apply(x), k.apply(x), v.apply(x));
        Layer first = DecoderBlock.residual(
                ops,
                new LayerNorm(b.at("self_attn_layer_norm"), hidden, NORM_EPS),
                new EncoderAttention(ops, heads, AttentionSpec.full(heads.scale()), qkv, out));
        Layer second = DecoderBlock.residual(
                ops,
                new LayerNorm(b.at("final_layer_norm"), hidden, NORM_EPS),
                new Mlp(
                        ops,
                        activation,
                        new Linear(b.at("fc1"), hidden, inner, true),
                        new Linear(b.at("fc2"), inner, hidden, true)));
        return (x, step) -> second.forward(first.forward(x, step), step);
    }

    /**
     * Hears sounds.
     *
     * @param features [sounds, frames, mels]
     * @param seen for each frame of each sound, whether it belongs to the sound rather than to padding behind it; null for
     *     all. Padding costs next to nothing and changes nothing.
     * @return [rows, hidden], a row for every second frame that belongs to a sound
     * @throws FormatException if the features are of another width, or a sound is too long or has no frames
     */
    public Features encode(Tensor features, boolean @Nullable [] seen, Observer observer) {
        if (features.shape().rank() != 3
                || features.dim(2) != mels
                || features.dim(1) < 1
                || features.dim(1) > frames()) {
            throw new FormatException(
                    "features of shape %s for a model that hears up to %d frames of %d bands (num_mel_bins) at a time"
                            .formatted(features.shape(), frames(), mels));
        }
        int sounds = features.dim(0);
        int frames = features.dim(1);
        int[] lengths = lengths(sounds, frames, seen);
        ForwardBatch rows = ForwardBatch.rows(
                IntStream.of(lengths).map(n -> Math.ceilDiv(n, STRIDE)).toArray());
        ForwardBatch step = observer == Observer.NONE ? rows : rows.withObserver(observer::accept);
        Grid grid = Grid.line(sounds, frames);
        Tensor x = cleared(features.reshape((long) sounds * frames, mels), lengths, frames);
        x = ops.conv(x, kernel1, bias1, grid, Window.line(KERNEL, 1, 1, 1), 1); // [sounds · frames, hidden]
        x = cleared(ops.activate(Activation.GELU, x), lengths, frames);
        x = ops.conv(x, kernel2, bias2, grid, Window.line(KERNEL, STRIDE, 1, 1), 1); // [sounds · frames / 2, hidden]
        int half = Math.ceilDiv(frames, STRIDE);
        if (seen != null) {
            x = ops.gatherRows(x, heard(step.segments().count(), half, lengths));
        }
        x = ops.add(ops.activate(Activation.GELU, x), places.at(step));
        step.observe("encoder.embeddings", x);
        x = LayerStack.forward(
                ops,
                blocks.size(),
                x,
                step,
                "encoder.layer.",
                (i, h) -> blocks.get(i).forward(h, step));
        x = norm.apply(x);
        step.observe("encoder.norm", x);
        return new Features(x, step.segments());
    }

    /** Frames of each sound. */
    private static int[] lengths(int sounds, int frames, boolean @Nullable [] seen) {
        int[] lengths = new int[sounds];
        Arrays.fill(lengths, frames);
        for (int s = 0; seen != null && s < sounds; s++) {
            lengths[s] = 0;
            while (lengths[s] < frames && seen[s * frames + lengths[s]]) {
                lengths[s]++;
            }
            if (lengths[s] == 0) {
                throw new FormatException("sound %d of %d has no frames".formatted(s + 1, sounds));
            }
        }
        return lengths;
    }

    /** Zeros in the place of padding, as a convolution finds them behind the end of a sound. */
    private Tensor cleared(Tensor x, int[] lengths, int frames) {
        if (Arrays.stream(lengths).allMatch(n -> n == frames)) {
            return x;
        }
        int[] rows = IntStream.range(0, lengths.length)
                .flatMap(s -> IntStream.range(s * frames, s * frames + lengths[s]))
                .toArray();
        return ops.scatterRows(x.dim(0), List.of(ops.gatherRows(x, rows)), List.of(rows));
    }

    private static int[] heard(int sounds, int half, int[] lengths) {
        return IntStream.range(0, sounds)
                .flatMap(s -> IntStream.range(s * half, s * half + Math.ceilDiv(lengths[s], STRIDE)))
                .toArray();
    }

    /** Returns the most frames of the audio features. */
    public int frames() {
        return STRIDE * positions;
    }

    /** Returns the number of mel bands of the audio features. */
    public int mels() {
        return mels;
    }

    /** Returns the width of the representations. */
    public int hiddenSize() {
        return hidden;
    }
}
