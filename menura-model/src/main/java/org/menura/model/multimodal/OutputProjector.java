package org.menura.model.multimodal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.layer.EncoderAttention;
import org.menura.model.layer.Heads;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Qkv;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * NExT-GPT's output projector (arXiv 2309.05519, section 3): learned queries that attend to each other and to the hidden
 * states of signal tokens, and become the rows that a generator takes for those of its text encoder.
 */
public final class OutputProjector {
    private static final float NORM_EPS = 1e-5f;

    private final Backend ops;
    private final int backboneWidth;
    private final int rows;
    private final int width;
    private final Heads heads;
    private final Linear in;
    private final Tensor queries; // [rows, hidden]
    private final List<Block> blocks = new ArrayList<>();
    private final LayerNorm norm;
    private final Linear out;

    private record Attending(LayerNorm norm, Linear q, Linear k, Linear v, Linear out) {
        static Attending at(Weights w, String name, int hidden) {
            Weights a = w.at(name);
            return new Attending(
                    new LayerNorm(w.at(name + "_layer_norm"), hidden, NORM_EPS),
                    new Linear(a.at("q_proj"), hidden, hidden, true),
                    new Linear(a.at("k_proj"), hidden, hidden, true),
                    new Linear(a.at("v_proj"), hidden, hidden, true),
                    new Linear(a.at("out_proj"), hidden, hidden, true));
        }
    }

    private record Block(Attending self, Attending cross, LayerNorm norm, Linear up, Linear down) {}

    /**
     * Takes {@code input}, {@code queries}, {@code layers}, {@code layer_norm} and {@code output} at w.
     *
     * @param c {@code hidden_size}, {@code num_layers}, {@code num_heads} and {@code intermediate_size}
     * @param backboneWidth width of the hidden states that come in
     * @param rows number of rows of a condition
     * @param width of a condition's rows
     */
    public OutputProjector(Config c, Weights w, int backboneWidth, int rows, int width) {
        this.ops = w.ops();
        this.backboneWidth = backboneWidth;
        this.rows = rows;
        this.width = width;
        int hidden = c.positive("hidden_size", 512);
        int count = c.positive("num_heads", 4);
        int inner = c.positive("intermediate_size", 4 * hidden);
        heads = Heads.dividing(c, "num_heads", hidden, count, count);
        in = new Linear(w.at("input"), backboneWidth, hidden, true);
        queries = w.floats("queries", Init.normal(1), rows, hidden);
        for (int i = 0; i < c.positive("num_layers", 4); i++) {
            Weights b = w.at("layers").at(i);
            blocks.add(new Block(
                    Attending.at(b, "self_attn", hidden),
                    Attending.at(b, "cross_attn", hidden),
                    new LayerNorm(b.at("final_layer_norm"), hidden, NORM_EPS),
                    new Linear(b.at("fc1"), hidden, inner, true),
                    new Linear(b.at("fc2"), inner, hidden, true)));
        }
        norm = new LayerNorm(w.at("layer_norm"), hidden, NORM_EPS);
        out = new Linear(w.at("output"), hidden, width, true);
    }

    /** Returns the number of rows of a condition. */
    public int rows() {
        return rows;
    }

    /** Returns the width of a condition's rows. */
    public int width() {
        return width;
    }

    /** Returns the width of the hidden states that come in. */
    public int backboneWidth() {
        return backboneWidth;
    }

    /**
     * Projects hidden states to conditions.
     *
     * @param signals hidden states of signal tokens, [rows, backbone's width]; a segment for each output
     * @return [outputs · {@link #rows}, {@link #width}], a segment for each output
     */
    public Features project(Features signals) {
        Tensor seen = in.apply(signals.rows()); // [signals, hidden]
        int outputs = signals.segments().count();
        Segments perOutput =
                Segments.ofLengths(IntStream.generate(() -> rows).limit(outputs).toArray());
        int[] repeated = IntStream.range(0, perOutput.rows()).map(i -> i % rows).toArray();
        Tensor x = ops.gatherRows(queries, repeated); // [outputs · rows, hidden]
        for (Block b : blocks) {
            Tensor own = b.self.norm.apply(x);
            x = ops.add(x, attend(b.self, own, perOutput, own, perOutput));
            x = ops.add(x, attend(b.cross, b.cross.norm.apply(x), perOutput, seen, signals.segments()));
            Tensor inner = ops.activate(Activation.GELU, b.up.apply(b.norm.apply(x)));
            x = ops.add(x, b.down.apply(inner));
        }
        return new Features(out.apply(norm.apply(x)), perOutput);
    }

    private Tensor attend(Attending a, Tensor x, Segments own, Tensor memory, Segments remembered) {
        Qkv.Projected p = new Qkv.Projected(a.q.apply(x), a.k.apply(memory), a.v.apply(memory));
        return a.out.apply(EncoderAttention.attend(ops, heads, AttentionSpec.full(heads.scale()), p, own, remembered));
    }
}
