package org.menura.model.decoder;

import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Mlp;
import org.menura.model.layer.PositionTable;
import org.menura.model.layer.Qkv;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Tensor;

/**
 * GPT-2 ("Language Models are Unsupervised Multitask Learners", Radford et al., 2019) and GPT-BigCode (SantaCoder, arXiv
 * 2301.03988; StarCoder, arXiv 2305.06161), a GPT-2 whose query heads share one key head.
 */
public final class Gpt2 {
    /** Config field that says that linear weights are stored as [out, in], as in GGUF files. */
    public static final String OUT_FIRST = "linear_out_first";

    private Gpt2() {}

    /** Builds a GPT-2. */
    public static Decoder build(Config config, Weights root) {
        Gpt2Skeleton frame = Gpt2Skeleton.of(
                        config, new Dimensions.Defaults(50257, 768, 3072, 12, 12, 1024), false, true)
                .withScale(0.5, config.flag("scale_attn_by_inverse_layer_idx", false));
        return build(config, frame, Activations.of(config, "activation_function", "gelu_new"), false, root);
    }

    /** Builds a GPT-BigCode. */
    public static Decoder buildBigCode(Config config, Weights root) {
        boolean multiQuery = config.flag("multi_query", true);
        Gpt2Skeleton frame =
                Gpt2Skeleton.of(config, new Dimensions.Defaults(50257, 768, 3072, 12, 12, 1024), multiQuery, false);
        Activation activation = Activations.of(config, "activation_function", "gelu_pytorch_tanh");
        return build(config, frame, activation, !multiQuery && !config.flag(Qkv.STACKED, false), root);
    }

    private static Decoder build(
            Config config, Gpt2Skeleton frame, Activation activation, boolean grouped, Weights root) {
        Dimensions d = frame.d();
        Weights w = frame.parameters(root);
        Tensor table = w.matrix("wte.weight", d.vocabulary(), d.hidden());
        PositionTable positions = frame.positions(w);
        return frame.around(
                config,
                root,
                table,
                Decoder.lookup(root.ops(), table, positions),
                (layer, b) ->
                        frame.block(b, frame.attention(layer), grouped, null, mlp(frame, activation, b.at("mlp"))),
                1,
                null);
    }

    /** Builds an MLP: {@code c_fc}, a function, {@code c_proj}. */
    static Layer mlp(Gpt2Skeleton frame, Activation activation, Weights w) {
        int hidden = frame.d().hidden();
        int inner = frame.d().inner();
        return new Mlp(
                w.ops(),
                activation,
                frame.linear(w.at("c_fc"), hidden, inner),
                frame.residual(w.at("c_proj"), inner, hidden));
    }
}
