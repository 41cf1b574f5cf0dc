package org.menura.model.decoder;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Rope;
import org.menura.model.layer.RopeScaling;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * The skeleton of Llama and its descendants around their blocks, and its names in their checkpoints: {@code
 * embed_tokens}, {@code layers}, {@code norm}, {@code lm_head}.
 *
 * @param tied whether the embeddings serve as the head once more
 * @param rope the rotary positions that decide whether a state may be continued, or null
 * @param embeddingScale factor of the embeddings
 * @param scalesInputs whether those that stand in the place of tokens (pictures, sounds) are scaled too
 * @param logitBound logits are {@code bound · tanh(logits / bound)}; 0 for no bound
 */
public record LlamaSkeleton(
        Config config,
        Weights parameters,
        Dimensions d,
        boolean tied,
        @Nullable Rope rope,
        float embeddingScale,
        boolean scalesInputs,
        float logitBound) {
    /** Creates a skeleton with plain embeddings and logits. */
    public LlamaSkeleton(Config config, Weights parameters, Dimensions d, boolean tied, @Nullable Rope rope) {
        this(config, parameters, d, tied, rope, 1, true, 0);
    }

    /** Builds block {@code layer} of the stack with the parameters at w. */
    @FunctionalInterface
    public interface Blocks {
        Layer at(int layer, Weights w);
    }

    /**
     * Builds a decoder of such blocks.
     *
     * @param norm constructs the final norm
     */
    public Decoder around(Blocks blocks, Function<Weights, ? extends Layer> norm) {
        return around(blocks, norm, Direction.FORWARD);
    }

    /** Builds a decoder of such blocks, whose tokens attend in a direction. */
    Decoder around(Blocks blocks, Function<Weights, ? extends Layer> norm, Direction direction) {
        Weights root = parameters.withDeviation(config.number("initializer_range", Weights.DEFAULT_DEVIATION));
        Weights w = root.atIfPresent("model", "embed_tokens.weight");
        Tensor table = w.matrix("embed_tokens.weight", d.vocabulary(), d.hidden());
        return new Decoder(
                root,
                embedding(root.ops(), table),
                Decoder.stack(d.layers(), i -> blocks.at(i, w.at("layers").at(i))),
                norm.apply(w.at("norm")),
                Head.scores(config)
                        ? Head.score(config, root, d.hidden())
                        : bounded(root.ops(), Head.of(config, root, "lm_head", table, tied, false)),
                d.vocabulary(),
                RopeScaling.contextLength(config, d.context()),
                rope,
                direction);
    }

    private Layer embedding(Backend ops, Tensor table) {
        int padding = Embeddings.padding(config, d.vocabulary());
        Layer plain = Decoder.lookup(ops, table, padding);
        if (embeddingScale == 1) {
            return plain;
        }
        UnaryOperator<Tensor> scaled = x -> ops.affine(x, embeddingScale, 0);
        return scalesInputs
                ? (x, step) -> scaled.apply(plain.forward(x, step))
                : (_, step) -> Embeddings.of(ops, table, padding, step, scaled);
    }

    private Layer bounded(Backend ops, Layer head) {
        if (logitBound == 0) {
            return head;
        }
        return (x, step) -> {
            Tensor logits = head.forward(x, step); // [rows, vocabulary]
            return ops.affine(ops.activate(Activation.TANH, ops.affine(logits, 1 / logitBound, 0)), logitBound, 0);
        };
    }
}
