package org.menura.model.adapter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.menura.format.Checkpoint;

/**
 * Finds the layers of an adapter in models and checkpoints, which may have other names for them: those of another release of
 * transformers, or with or without what the body of a model is called beside its head.
 */
final class AdapterNames {
    private static final String WEIGHT = ".weight";

    private final Set<String> layers;
    private final Map<String, String> stored = new HashMap<>(); // by what checkpoints may call layers

    /** What the names of all updated layers begin with, such as {@code bert}: checkpoints of models without a head may leave it out. */
    private final String body;

    /**
     * Creates the names of an adapter.
     *
     * @param layers paths of all layers that it updates
     */
    AdapterNames(Set<String> layers) {
        this.layers = layers;
        layers.forEach(path -> RenamedLayers.inCheckpoints(path).forEach(name -> stored.putIfAbsent(name, path)));
        List<String> bodies = layers.stream()
                .map(path -> path.substring(0, Math.max(0, path.indexOf('.'))))
                .distinct()
                .toList();
        this.body = bodies.size() == 1 ? bodies.getFirst() : "";
    }

    /** Returns what the adapter calls the layer at a path of the model; the path if it has none. */
    String inAdapter(String path) {
        return Stream.of(path, stored.getOrDefault(path, path), body + "." + path, inBody(path))
                .filter(layers::contains)
                .findFirst()
                .orElse(path);
    }

    /** Returns a name of the adapter's as a checkpoint has it. */
    String inCheckpoint(String name, Checkpoint base) {
        for (String other : RenamedLayers.inCheckpoints(name)) {
            if (base.has(other) || base.has(other + WEIGHT)) {
                return other;
            }
        }
        for (String other : base.names()) {
            if (inBody(other).equals(name) || inBody(other).equals(name + WEIGHT)) {
                return other.substring(0, other.length() - inBody(other).length()) + name;
            }
        }
        String prefix = body + ".";
        boolean leftOut = !body.isEmpty()
                && name.startsWith(prefix)
                && base.names().stream().noneMatch(other -> other.startsWith(prefix));
        return leftOut ? name.substring(prefix.length()) : name;
    }

    /** A name without its first part, which adapters lack that were taught to a model without a head. */
    private static String inBody(String name) {
        return name.substring(name.indexOf('.') + 1);
    }
}
