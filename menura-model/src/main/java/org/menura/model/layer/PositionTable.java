package org.menura.model.layer;

import org.menura.format.FormatException;
import org.menura.model.ForwardBatch;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** A learned vector for each position. */
public final class PositionTable {
    private final Backend ops;
    private final Tensor table; // [offset + positions, width]
    private final int offset;

    /**
     * Takes {@code weight} [offset + positions, width] at w.
     *
     * @param offset entry of position 0
     */
    public PositionTable(Weights w, int positions, int width, int offset) {
        this.ops = w.ops();
        this.table = w.matrix("weight", Math.addExact(positions, offset), width);
        this.offset = offset;
    }

    /**
     * Returns the position embeddings of a step, [rows, width].
     *
     * @throws FormatException if a sequence is longer than the table
     */
    public Tensor at(ForwardBatch step) {
        int[] entries = step.positions().clone();
        for (int i = 0; i < entries.length; i++) {
            entries[i] += offset;
            if (entries[i] >= table.dim(0)) {
                throw new FormatException(
                        "the model has learned %d positions; a sequence of at least %d tokens is too long"
                                .formatted(table.dim(0) - offset, step.positions()[i] + 1));
            }
        }
        return ops.embedding(table, entries);
    }
}
