package org.menura.train.ledger;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.menura.format.TensorEntry;

/**
 * What goes into a checkpoint: a file of tensors for each part, and the state of the run.
 *
 * @param state of the run
 * @param tensors by part and name; a part's file is {@code part.safetensors}
 */
public record CheckpointParts(RunState state, SortedMap<String, Map<String, TensorEntry>> tensors) {
    /** The part with the weights. */
    public static final String MODEL = "model";
    /** The part with what the optimiser remembers. */
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

    /** Weights and an optimiser's state. */
    public static CheckpointParts of(
            RunState state, Map<String, TensorEntry> model, Map<String, TensorEntry> optimizer) {
        return new CheckpointParts(state, new TreeMap<>(Map.of(MODEL, model, OPTIMIZER, optimizer)));
    }

    /** The same with another part, such as an average of the weights. */
    public CheckpointParts with(String part, Map<String, TensorEntry> more) {
        TreeMap<String, Map<String, TensorEntry>> all = new TreeMap<>(tensors);
        all.put(part, more);
        return new CheckpointParts(state, all);
    }
}
