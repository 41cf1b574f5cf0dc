package org.menura.train.setup;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.adapter.AdaptedWeights;
import org.menura.model.adapter.PeftAdapters;
import org.menura.model.load.ModelSource;
import org.menura.train.schema.Options;

/**
 * The saved adapter that a recipe's continues, and the modules that are trained whole beside it: PEFT's
 * {@code modules_to_save}.
 *
 * @param start the adapter to go on from, or null for a new one
 * @param source the model with the modules of that adapter, and with modules of their own where they were shared; null if
 *     nothing changes
 * @param names parameters that are trained whole
 */
record AdapterModules(@Nullable PeftAdapter start, @Nullable ModelSource source, Set<String> names) {
    private static final AdapterModules NONE = new AdapterModules(null, null, Set.of());

    /**
     * Opens the adapter of a recipe's section {@code adapter}.
     *
     * @param checkpoint what the model begins with, or null if it is new
     * @throws FormatException if there is nothing to go on from, or a module is not in the model
     */
    static AdapterModules of(Optional<Options> adapter, @Nullable ModelSource checkpoint) {
        Options a = adapter.orElse(null);
        if (a == null || !a.has("from") && a.texts("modules_to_save").isEmpty()) {
            return NONE;
        }
        if (checkpoint == null) {
            throw new FormatException("adapter.from and adapter.modules_to_save need model.checkpoint");
        }
        PeftAdapter start = a.has("from") ? PeftAdapter.open(a.path("from")) : null;
        if (start != null && !start.bias().equals("none")) {
            throw new FormatException(
                    "%s holds biases (bias: %s), which are not trained on; merge it into the model and begin a new adapter"
                            .formatted(start.source(), start.bias()));
        }
        if (start != null) {
            start.pairs().forEach((path, pair) -> {
                if (pair.isEmbedding()) {
                    PeftAdapters.update(start, path, pair, checkpoint.rows()); // which refuses them
                }
            });
        }
        if (start != null && !start.changes().isEmpty()) {
            throw new FormatException(
                    "%s changes parts of tensors (%s), which are not trained on; merge it into the model and begin a new adapter"
                            .formatted(
                                    start.source(),
                                    String.join(", ", start.changes().keySet())));
        }
        ModelSource source = checkpoint;
        Set<String> names = new TreeSet<>();
        if (start != null) {
            source = source.withTensorsOf(new PeftAdapters(start, checkpoint.rows()));
            names.addAll(start.replacements().keySet());
        }
        for (String module : a.texts("modules_to_save")) {
            names.addAll(parameters(source, module));
        }
        source = source.with(AdaptedWeights.parted(source.config(), source.weights(), names));
        return new AdapterModules(start, source, names);
    }

    private static Set<String> parameters(ModelSource source, String module) {
        Set<String> found = source.weights().names().stream()
                .filter(n -> ("." + n.substring(0, Math.max(0, n.lastIndexOf('.')))).endsWith("." + module))
                .collect(Collectors.toCollection(TreeSet::new));
        if (found.isEmpty() && module.equals("lm_head")) {
            found.add("lm_head.weight"); // so far the embedding table, from which it parts
        }
        if (found.isEmpty()) {
            throw new FormatException(
                    "adapter.modules_to_save: the model has no module %s; name the end of a path, such as"
                                    .formatted(module)
                            + " lm_head or embed_tokens");
        }
        return found;
    }

    /** Returns whether a parameter is trained whole. */
    boolean isTrained(String name) {
        return names.contains(name);
    }
}
