package org.menura.model.decoder;

import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Alibi;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.GatedMlp;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Rope;
import org.menura.model.layer.RopeScaling;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * CrystalCoder (LLM360, arXiv 2312.06550): a {@link Gpt2} whose embeddings, scores and logits are scaled as the maximal
 * update parametrisation asks (µP, arXiv 2203.03466), with rotary positions in a part of each head and gated MLPs.
 */
public final class CrystalCoder {
    private static final String POSITIONS = "position_embedding_type";
    private static final String ACTIVATION = "activation_function";
    private static final String GATED = "swiglu";

    private CrystalCoder() {}

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights root) {
        float widthScale = config.positiveNumber("mup_width_scale", 1);
        Gpt2Skeleton frame = Gpt2Skeleton.of(
                        config, new Dimensions.Defaults(32032, 4096, 16384, 32, 32, 2048), false, true)
                .withScale(
                        config.flag("mup_scale_qk_dot_by_d", false) ? 1 : 0.5,
                        config.flag("scale_attn_by_inverse_layer_idx", false))
                .withSpread(Math.sqrt(widthScale));
        Dimensions d = frame.d();
        Weights w = frame.parameters(root);
        Tensor table = w.matrix("wte.weight", d.vocabulary(), d.hidden());
        String kind = config.text(POSITIONS, "rotary");
        Rope rope = kind.equals("rotary") ? rope(config, root.ops(), d) : null;
        float @Nullable [] slopes =
                kind.equals("alibi") ? Alibi.slopes(d.heads().queries()) : null;
        return frame.around(
                config,
                root,
                table,
                embedding(config, frame, w, table, kind),
                (layer, b) -> {
                    AttentionSpec spec = frame.attention(layer).withSlopes(slopes);
                    return frame.block(b, spec, false, rope, mlp(config, frame, b.at("mlp")));
                },
                config.number("mup_output_alpha", 1) * widthScale,
                rope);
    }

    /** Neighbours turned against each other in the first {@code rotary_dim} elements of each head. */
    private static Rope rope(Config config, Backend ops, Dimensions d) {
        int headDim = d.heads().dim();
        int stated = config.integer("rotary_dim", 0);
        int dim = stated == 0 ? headDim : stated;
        if (dim > headDim) {
            throw config.unsupported("rotary_dim", "heads have only " + headDim + " elements");
        }
        return new Rope(ops, RopeScaling.of(config, null, dim, 10000), true);
    }

    private static Layer embedding(Config config, Gpt2Skeleton frame, Weights w, Tensor table, String kind) {
        Backend ops = w.ops();
        float scale = config.number("mup_embeddings_scale", 1);
        Layer rows = switch (kind) {
            case "learned" -> Decoder.lookup(ops, table, frame.positions(w));
            case "rotary", "alibi" -> Decoder.lookup(ops, table);
            default -> throw config.unsupported(POSITIONS, "supported: rotary, learned, alibi");
        };
        return (x, step) -> ops.affine(rows.forward(x, step), scale, 0);
    }

    private static Layer mlp(Config config, Gpt2Skeleton frame, Weights w) {
        int hidden = frame.d().hidden();
        int inner = frame.d().inner();
        if (!config.text(ACTIVATION, GATED).equals(GATED)) {
            return Gpt2.mlp(frame, Activations.of(config, ACTIVATION, GATED), w);
        }
        return new GatedMlp(
                w.ops(),
                Activation.SILU,
                frame.linear(w.at("c_fc2"), hidden, inner),
                frame.linear(w.at("c_fc"), hidden, inner),
                frame.residual(w.at("c_proj"), inner, hidden));
    }
}
