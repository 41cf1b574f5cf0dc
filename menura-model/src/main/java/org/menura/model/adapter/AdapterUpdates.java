package org.menura.model.adapter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.model.weights.LowRank;
import org.menura.tensor.annotation.Extension;

/**
 * The low-rank updates that some requests are made with: those of one adapter, of several together, or none. They stay
 * what they are for as long as somebody holds them, whatever is loaded or unloaded meanwhile.
 */
@Extension
public final class AdapterUpdates {
    /** No updates: the base model. */
    public static final AdapterUpdates NONE = new AdapterUpdates("", Map.of());

    private final String label;
    private final Map<String, List<LowRank>> byPath;

    /**
     * Creates a set of updates.
     *
     * @param label a label that tells them from others, such as the names of adapters; empty for none
     * @param byPath for each path of a linear layer the updates that are added to its output, in this order
     */
    public AdapterUpdates(String label, Map<String, List<LowRank>> byPath) {
        this.label = label;
        Map<String, List<LowRank>> copy = new HashMap<>();
        byPath.forEach((path, updates) -> copy.put(path, List.copyOf(updates)));
        this.byPath = Map.copyOf(copy);
    }

    /** Returns the updates of the layer at a path, often none. */
    public List<LowRank> at(String path) {
        return byPath.getOrDefault(path, List.of());
    }

    /** Returns all updates by the path of their layer. */
    public Map<String, List<LowRank>> all() {
        return byPath;
    }

    /** Returns the label that tells these updates from others; empty for none. */
    public String label() {
        return label;
    }
}
