package org.menura.model.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.model.weights.LinearWeight;
import org.menura.model.weights.LowRank;
import org.menura.model.weights.Weights;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/**
 * A checkpoint with low-rank updates added to its weights. Weights that are changed are computed when they are asked
 * for, and are floats whatever they were; the others are what they were.
 */
final class MergedCheckpoint extends TensorTable {
    private static final String WEIGHT = ".weight";

    private MergedCheckpoint(String source, SequencedMap<String, TensorEntry> entries) {
        super(source, entries);
    }

    /**
     * Adds updates to a checkpoint.
     *
     * @param updates by the path of their layer
     * @param inFirst whether the layer at a path stores its weight as [in, out]
     * @param whose whom the updates are from, for messages
     * @throws FormatException if an update has no weight to be added to
     */
    static Checkpoint of(Checkpoint base, Map<String, List<LowRank>> updates, Predicate<String> inFirst, String whose) {
        SequencedMap<String, TensorEntry> entries = new LinkedHashMap<>();
        TreeSet<String> left = new TreeSet<>(updates.keySet());
        for (String name : base.names()) {
            String weight = Weights.weightOfFactor(name);
            if (weight != null && updates.containsKey(path(weight))) {
                continue; // it is in the weight, which becomes floats
            }
            String path = path(name);
            List<LowRank> own = updates.getOrDefault(path, List.of());
            left.remove(path);
            for (LowRank u : own) {
                u.requireFit(path, matrix(base.shape(name)), inFirst.test(path));
            }
            entries.put(
                    name,
                    own.isEmpty()
                            ? TensorEntry.of(base, name)
                            : new TensorEntry(
                                    DType.F32,
                                    base.shape(name),
                                    () -> merged(whole(base, name), inFirst.test(path), own)));
        }
        if (!left.isEmpty()) {
            throw new FormatException("%s updates layers that the model does not have: %s"
                    .formatted(whose, String.join(", ", left.stream().limit(8).toList())));
        }
        return new MergedCheckpoint(base.source() + " with " + whose, entries);
    }

    /** The shape of a kernel [out, in, …] as that of a matrix: [out, all that an output is made of]. */
    private static Shape matrix(Shape shape) {
        return shape.rank() > 2 ? Shape.of(shape.size(0), shape.elements() / Math.max(1, shape.size(0))) : shape;
    }

    /** A kernel as a matrix, see above; matrices are themselves. */
    static Tensor matrix(Tensor kernel) {
        return kernel.reshape(matrix(kernel.shape()).toArray());
    }

    private static Tensor merged(Tensor w, boolean inFirst, List<LowRank> updates) {
        return LowRank.merge(matrix(w), inFirst, updates).reshape(w.shape().toArray());
    }

    /** The path of the layer whose weight has a name; empty if it is no weight's. */
    private static String path(String name) {
        return name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : "";
    }

    private static Tensor whole(Checkpoint base, String name) {
        String factor = name + Weights.FACTOR;
        return base.has(factor)
                ? new LinearWeight(base.tensor(name), false, base.tensor(factor).toFloats()[0]).whole()
                : base.tensor(name);
    }
}
