package org.menura.model.multimodal;

import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Input projectors by the {@code type} that a config gives them. */
final class InputProjectors {
    private InputProjectors() {}

    /**
     * A projector; {@code pixel_shuffle} or {@code stack} says how many neighbouring rows are laid side by side before it.
     *
     * @param in width of the encoder's rows
     * @param out width of the backbone's embeddings
     */
    static InputProjector of(Config c, Weights w, int in, int out) {
        Backend ops = w.ops();
        int square = c.positive("pixel_shuffle", 1);
        int stack = c.positive("stack", 1);
        if (square > 1 && stack > 1) {
            throw c.unsupported("stack", "rows are joined by pixel_shuffle already");
        }
        int width = Math.multiplyExact(in, Math.multiplyExact(stack, Math.multiplyExact(square, square)));
        InputProjector projector = projector(c, w, width, out);
        if (square > 1) {
            return Projectors.pixelShuffle(ops, square).then(projector);
        }
        return stack > 1 ? Projectors.stack(ops, stack).then(projector) : projector;
    }

    private static InputProjector projector(Config c, Weights w, int in, int out) {
        return switch (c.text("type")) {
            case "linear" -> Projectors.linear(new Linear(w.at("linear"), in, out, true));
            case "mlp" -> {
                int hidden = c.positive("hidden_size", out);
                yield Projectors.mlp(
                        w.ops(),
                        new Linear(w.at("linear_1"), in, hidden, true),
                        Activations.of(c, "hidden_act", "gelu"),
                        new Linear(w.at("linear_2"), hidden, out, true));
            }
            case "qformer" -> {
                QFormer former = QFormer.build(c.withDefault("encoder_hidden_size", in), w.at("qformer"));
                Init normal = Init.normal(Weights.DEFAULT_DEVIATION);
                int queries = c.positive("num_query_tokens", 32);
                Tensor tokens = w.floats("query_tokens", normal, queries, former.hiddenSize());
                yield former.projector(tokens, new Linear(w.at("linear"), former.hiddenSize(), out, true));
            }
            case "perceiver" -> {
                int heads = c.positive("num_heads", 8);
                PerceiverResampler.Sizes sizes = new PerceiverResampler.Sizes(
                        in,
                        c.positive("num_latents", 64),
                        c.positive("num_layers", 6),
                        heads,
                        c.positive("head_dim", 96),
                        c.positive("intermediate_size", 4 * in));
                InputProjector resampler = new PerceiverResampler(w.at("resampler"), sizes);
                yield resampler.then(Projectors.linear(new Linear(w.at("linear"), in, out, true)));
            }
            default -> throw c.unsupported("type", "supported: linear, mlp, qformer, perceiver");
        };
    }
}
