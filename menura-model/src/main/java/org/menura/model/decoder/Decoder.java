package org.menura.model.decoder;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.model.StateSpec;
import org.menura.model.adapter.AdapterRows;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerStack;
import org.menura.model.layer.PositionTable;
import org.menura.model.layer.Rope;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** An embedding, a stack of blocks, a norm and a head. */
public final class Decoder implements CausalModel {
    private final Backend ops;
    private final Layer embedding;
    private final List<Layer> blocks;
    private final Layer norm;
    private final Layer head;
    private final int vocabulary;
    private final int contextLength;
    private final @Nullable Rope rope;
    private final List<StateSpec> states;
    private final Direction direction;

    /**
     * Creates a decoder of parts that were constructed in the order in which they compute.
     *
     * @param root where the parameters are; its places for states are final once this is called
     * @param embedding gets an empty tensor and takes the ids from the step
     * @param rope the rotary positions that decide whether a state may be continued, or null
     */
    public Decoder(
            Weights root,
            Layer embedding,
            List<Layer> blocks,
            Layer norm,
            Layer head,
            int vocabulary,
            int contextLength,
            @Nullable Rope rope) {
        this(root, embedding, blocks, norm, head, vocabulary, contextLength, rope, Direction.FORWARD);
    }

    /** Creates a decoder whose tokens attend in a direction: where also to those behind them, no state may be continued. */
    Decoder(
            Weights root,
            Layer embedding,
            List<Layer> blocks,
            Layer norm,
            Layer head,
            int vocabulary,
            int contextLength,
            @Nullable Rope rope,
            Direction direction) {
        this.ops = root.ops();
        this.embedding = embedding;
        this.blocks = List.copyOf(blocks);
        this.norm = norm;
        this.head = head;
        this.vocabulary = vocabulary;
        this.contextLength = contextLength;
        this.rope = rope;
        this.states = root.states();
        this.direction = direction;
    }

    /** Builds {@code count} blocks. */
    public static List<Layer> stack(int count, IntFunction<Layer> block) {
        List<Layer> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            out.add(block.apply(i));
        }
        return out;
    }

    /** Looks ids up in a table [vocabulary, width], and changes the rows if asked. */
    public static Layer lookup(Backend ops, Tensor table, UnaryOperator<Tensor> change) {
        return (_, step) -> change.apply(Embeddings.of(ops, table, step));
    }

    /** Looks ids up in a table [vocabulary, width], of which the row of {@code padding} is not trained by that. */
    public static Layer lookup(Backend ops, Tensor table, int padding) {
        return (_, step) -> Embeddings.of(ops, table, padding, step, UnaryOperator.identity());
    }

    /** Looks ids up in a table [vocabulary, width]. */
    public static Layer lookup(Backend ops, Tensor table) {
        return lookup(ops, table, UnaryOperator.identity());
    }

    /** Looks ids up in a table [vocabulary, width] and adds their positions. */
    public static Layer lookup(Backend ops, Tensor table, PositionTable positions) {
        return (_, step) -> ops.add(Embeddings.of(ops, table, step), positions.at(step));
    }

    @Override
    public Tensor forward(ForwardBatch step) {
        Tensor x = embedding.forward(Tensor.zeros(0), step); // [rows, hidden]
        step.observe("embeddings", x);
        x = LayerStack.forward(
                ops, blocks.size(), x, step, "layer.", (i, h) -> blocks.get(i).forward(h, step));
        int[] outputs = step.outputs();
        Tensor last = x;
        Tensor logits = outputs == null
                ? logits(last, step)
                : AdapterRows.gathered(outputs, () -> logits(ops.gatherRows(last, outputs), step));
        step.finish();
        return logits;
    }

    private Tensor logits(Tensor x, ForwardBatch step) {
        Tensor normed = norm.forward(x, step);
        step.observe("norm", normed);
        step.keepHidden(normed);
        if (step.isHiddenAlone()) {
            return normed;
        }
        if (step.logitsAs() == 0) {
            return head.forward(normed, step); // [rows, vocabulary]
        }
        try (Backend.Scope scope = ops.scope(step.logitsAs())) {
            Tensor logits = head.forward(normed, step);
            scope.keep(logits);
            return logits;
        }
    }

    @Override
    public List<StateSpec> states() {
        return states;
    }

    @Override
    public int vocabulary() {
        return vocabulary;
    }

    @Override
    public int contextLength() {
        return contextLength;
    }

    @Override
    public Backend ops() {
        return ops;
    }

    @Override
    public boolean isCausal() {
        return direction == Direction.FORWARD;
    }

    @Override
    public boolean continues(int length, int newLength) {
        return isCausal() && (rope == null || rope.keeps(length, newLength));
    }
}
