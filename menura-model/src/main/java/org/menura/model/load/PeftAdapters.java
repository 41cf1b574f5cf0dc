package org.menura.model.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.format.hf.LoraPair;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.LowRank;
import org.menura.tensor.DType;
import org.menura.tensor.Tensor;

/** A PEFT adapter at work: its low-rank updates go to the linear layers of a model, its whole tensors replace others. */
public final class PeftAdapters implements Adapters {
    private final PeftAdapter adapter;
    private final Map<String, LowRank> updates = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    /**
     * An adapter for one model.
     *
     * @throws FormatException if it updates an embedding, which is not supported
     */
    public PeftAdapters(PeftAdapter adapter) {
        this.adapter = adapter;
        adapter.pairs().forEach((path, pair) -> updates.put(path, update(path, pair)));
    }

    private LowRank update(String path, LoraPair pair) {
        if (pair.isEmbedding()) {
            throw new FormatException(
                    "%s updates the embedding %s, which is not supported; merge it into the model first"
                            .formatted(adapter.source(), path));
        }
        TensorEntry magnitude = pair.magnitude();
        return new LowRank(
                pair.a().tensor().get(),
                pair.b().tensor().get(),
                pair.scale(),
                magnitude == null ? null : magnitude.tensor().get().toHeap());
    }

    @Override
    public Supplier<List<LowRank>> at(String path, Tensor weight, boolean inFirst) {
        LowRank update = use(path);
        List<LowRank> all = update == null ? List.of() : List.of(update);
        return () -> all;
    }

    private @Nullable LowRank use(String path) {
        LowRank update = updates.get(path);
        if (update != null) {
            used.add(path);
        }
        return update;
    }

    /** A checkpoint with the adapter's whole tensors in the place of its own. */
    public Checkpoint replace(Checkpoint base) {
        if (adapter.replacements().isEmpty()) {
            return base;
        }
        SequencedMap<String, TensorEntry> entries = new LinkedHashMap<>();
        for (String name : base.names()) {
            entries.put(name, new TensorEntry(base.dtype(name), base.shape(name), () -> base.tensor(name)));
        }
        entries.putAll(adapter.replacements());
        return new Overlay(base.source() + " with " + adapter.source(), entries);
    }

    /**
     * A checkpoint with the updates added to the weights, which become floats.
     *
     * @throws FormatException if an update has no weight to be added to
     */
    public Checkpoint merge(Checkpoint base) {
        Checkpoint replaced = replace(base);
        SequencedMap<String, TensorEntry> entries = new LinkedHashMap<>();
        for (String name : replaced.names()) {
            String module = name.endsWith(".weight") ? name.substring(0, name.length() - ".weight".length()) : "";
            LowRank update = use(module);
            LoraPair pair = adapter.pairs().get(module);
            entries.put(
                    name,
                    update == null || pair == null
                            ? new TensorEntry(replaced.dtype(name), replaced.shape(name), () -> replaced.tensor(name))
                            : new TensorEntry(
                                    DType.F32,
                                    replaced.shape(name),
                                    () -> update.merge(replaced.tensor(name), pair.fanInFanOut())));
        }
        checkAllUsed();
        return new Overlay(replaced.source(), entries);
    }

    /**
     * Checks that the model had a layer for every update.
     *
     * @throws FormatException if not, listing some
     */
    public void checkAllUsed() {
        List<String> left = new ArrayList<>(updates.keySet());
        left.removeAll(used);
        left.sort(null);
        if (!left.isEmpty()) {
            throw new FormatException("%s updates layers that the model does not have: %s"
                    .formatted(adapter.source(), String.join(", ", left.subList(0, Math.min(8, left.size())))));
        }
    }

    private static final class Overlay extends TensorTable {
        Overlay(String source, SequencedMap<String, TensorEntry> entries) {
            super(source, entries);
        }
    }
}
