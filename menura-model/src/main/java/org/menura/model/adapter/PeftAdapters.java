package org.menura.model.adapter;

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
import org.menura.model.weights.RowLayout;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Extension;

/** A PEFT adapter at work: its low-rank updates go to the linear layers of a model, its whole tensors replace others. */
@Extension
public final class PeftAdapters implements Adapters {
    private static final String WEIGHT = ".weight";

    private final PeftAdapter adapter;
    private final RowLayout rows;
    private final Map<String, LowRank> updates = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    /**
     * An adapter for one model whose layers are as in its checkpoint.
     *
     * @throws FormatException if it updates an embedding, which is not supported
     */
    public PeftAdapters(PeftAdapter adapter) {
        this(adapter, RowLayout.SAME);
    }

    /**
     * An adapter for one model.
     *
     * @param rows how the model orders the outputs of its layers: the rows of its source
     * @throws FormatException if it updates an embedding, which is not supported
     */
    public PeftAdapters(PeftAdapter adapter, RowLayout rows) {
        this.adapter = adapter;
        this.rows = rows;
        adapter.pairs().forEach((path, pair) -> updates.put(path, update(adapter, path, pair, rows)));
    }

    /**
     * An adapter's update of a layer.
     *
     * @param rows how the model orders the outputs of its layers
     * @throws FormatException if the layer is an embedding, which is not supported
     */
    public static LowRank update(PeftAdapter adapter, String path, LoraPair pair, RowLayout rows) {
        if (pair.isEmbedding()) {
            throw new FormatException(
                    "%s updates the embedding %s, which is not supported; merge it into the model first"
                            .formatted(adapter.source(), path));
        }
        TensorEntry magnitude = pair.magnitude();
        String weight = path + WEIGHT;
        return new LowRank(
                pair.a().tensor().get(),
                rows.arrange(weight, pair.b().tensor().get()),
                pair.scale(),
                magnitude == null ? null : magnitudes(magnitude.tensor().get(), weight, rows));
    }

    /** [out], of whatever shape it is on disk. */
    private static Tensor magnitudes(Tensor stored, String weight, RowLayout rows) {
        long out = stored.elements();
        return rows.arrange(weight, stored.toHeap().reshape(out, 1)).reshape(out);
    }

    @Override
    public Supplier<List<LowRank>> at(String path, Tensor weight, boolean inFirst) {
        LowRank update = use(path);
        if (update != null) {
            update.requireFit(path, weight.shape(), inFirst);
        }
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
        adapter.replacements().forEach((name, entry) -> entries.put(name, arranged(name, entry)));
        return new Overlay(base.source() + " with " + adapter.source(), entries);
    }

    private TensorEntry arranged(String name, TensorEntry entry) {
        return rows.equals(RowLayout.SAME)
                ? entry
                : TensorEntry.of(rows.whole(name, entry.tensor().get()));
    }

    /**
     * A checkpoint with the updates added to the weights, which become floats.
     *
     * @throws FormatException if an update has no weight to be added to
     */
    public Checkpoint merge(Checkpoint base) {
        Map<String, List<LowRank>> all = new HashMap<>();
        updates.forEach((path, update) -> all.put(path, List.of(update)));
        return MergedCheckpoint.of(replace(base), all, this::inFirst, adapter.source());
    }

    private boolean inFirst(String path) {
        LoraPair pair = adapter.pairs().get(path);
        return pair != null && pair.fanInFanOut();
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
