package org.menura.train.ledger;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.menura.format.TensorEntry;

/**
 * The contents of a checkpoint: a file of tensors for each part, and the state of the run.
 *
 * @param state of the run
 * @param tensors by part and name; a part's file is {@code part.safetensors}
 */
public record CheckpointParts(RunState state, SortedMap<String, Map<String, TensorEntry>> tensors) {
    /** The name of the part with the model's weights. */
    public static final String MODEL = "model";
    /** The name of the part with the optimiser's state. */
    public static final String OPTIMIZER = "optimizer";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

    /**
     * Checks the names of the parts.
     *
     * @throws IllegalArgumentException if one would be no plain file name
     */
    public CheckpointParts {
        tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
        for (String part : tensors.keySet()) {
            if (!NAME.matcher(part).matches()) {
                throw new IllegalArgumentException(
                        "'%s' names no part of a checkpoint; use small letters, digits, - and _".formatted(part));
            }
        }
    }

    /** Makes the parts of model weights and optimiser state. */
    public static CheckpointParts of(
            RunState state, Map<String, TensorEntry> model, Map<String, TensorEntry> optimizer) {
        return new CheckpointParts(state, new TreeMap<>(Map.of(MODEL, model, OPTIMIZER, optimizer)));
    }

    /** Returns a copy with another part, such as an average of the weights. */
    public CheckpointParts with(String part, Map<String, TensorEntry> more) {
        TreeMap<String, Map<String, TensorEntry>> all = new TreeMap<>(tensors);
        all.put(part, more);
        return new CheckpointParts(state, all);
    }
}
