package org.menura.model.multimodal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.model.Features;
import org.menura.model.Observer;
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
 * Flamingo's perceiver resampler (arXiv 2204.14198, section 2.1): latents that attend to an input's rows and to themselves,
 * so that inputs of any length become equally many rows. Parameters have the names of Idefics.
 */
public final class PerceiverResampler implements InputProjector {
    private static final float NORM_EPS = 1e-5f;

    /**
     * The sizes of a resampler.
     *
     * @param width the width of the rows that come in and go out
     * @param latents number of rows that come out for each input
     */
    public record Sizes(int width, int latents, int layers, int heads, int headDim, int inner) {}

    private final Backend ops;
    private final Sizes sizes;
    private final Tensor latents; // [latents, width]
    private final List<Block> blocks = new ArrayList<>();
    private final LayerNorm norm;

    private record Block(
            LayerNorm contextNorm,
            LayerNorm latentsNorm,
            Linear q,
            Linear k,
            Linear v,
            Linear out,
            LayerNorm channelNorm,
            Linear up,
            Linear down) {
        static Block of(Sizes s, Weights a, Weights m) {
            int all = s.heads * s.headDim;
            return new Block(
                    new LayerNorm(a.at("context_layer_norm"), s.width, NORM_EPS),
                    new LayerNorm(a.at("latents_layer_norm"), s.width, NORM_EPS),
                    new Linear(a.at("q_proj"), s.width, all, false),
                    new Linear(a.at("k_proj"), s.width, all, false),
                    new Linear(a.at("v_proj"), s.width, all, false),
                    new Linear(a.at("output_proj"), all, s.width, false),
                    new LayerNorm(m.at("ln"), s.width, NORM_EPS),
                    new Linear(m.at("fc"), s.width, s.inner, false),
                    new Linear(m.at("c_proj"), s.inner, s.width, false));
        }
    }

    /** Creates the resampler at w. */
    public PerceiverResampler(Weights w, Sizes sizes) {
        this.ops = w.ops();
        this.sizes = sizes;
        latents = w.floats("latents", Init.normal(1), sizes.latents, sizes.width);
        for (int i = 0; i < sizes.layers; i++) {
            Weights b = w.at("blocks").at(i);
            blocks.add(Block.of(sizes, b.at(0), b.at(1)));
        }
        norm = new LayerNorm(w.at("layer_norm"), sizes.width, NORM_EPS);
    }

    @Override
    public Features project(Features context, Observer observer) {
        Segments in = context.segments();
        int[] lengths =
                IntStream.generate(() -> sizes.latents).limit(in.count()).toArray();
        Segments out = Segments.ofLengths(lengths);
        int[] repeated =
                IntStream.range(0, out.rows()).map(i -> i % sizes.latents).toArray();
        Tensor x = ops.gatherRows(latents, repeated); // [inputs · latents, width]
        for (Block b : blocks) {
            x = ops.add(x, attend(b, context, x, out));
            Tensor inner = ops.activate(Activation.RELU, b.up.apply(b.channelNorm.apply(x)));
            x = ops.add(x, b.down.apply(inner));
        }
        return new Features(norm.apply(x), out);
    }

    /** The latents look at the context and behind it at themselves. */
    private Tensor attend(Block b, Features context, Tensor x, Segments out) {
        Segments in = context.segments();
        int[] contextRows = new int[in.rows()];
        int[] latentRows = new int[out.rows()];
        int[] lengths = new int[in.count()];
        int at = 0;
        for (int s = 0; s < lengths.length; s++) {
            lengths[s] = in.length(s) + out.length(s);
            for (int i = in.start(s); i < in.end(s); i++) {
                contextRows[i] = at++;
            }
            for (int i = out.start(s); i < out.end(s); i++) {
                latentRows[i] = at++;
            }
        }
        Tensor own = b.latentsNorm.apply(x);
        Tensor both = ops.scatterRows(
                at, List.of(b.contextNorm.apply(context.rows()), own), List.of(contextRows, latentRows));
        Heads heads = new Heads(sizes.heads, sizes.heads, sizes.headDim);
        Qkv.Projected p = new Qkv.Projected(b.q.apply(own), b.k.apply(both), b.v.apply(both));
        AttentionSpec spec = AttentionSpec.full(heads.scale());
        return b.out.apply(EncoderAttention.attend(ops, heads, spec, p, out, Segments.ofLengths(lengths)));
    }
}
