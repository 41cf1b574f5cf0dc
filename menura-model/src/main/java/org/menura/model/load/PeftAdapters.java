package org.menura.model.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
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
        return new LowRank(pair.a().tensor().get(), pair.b().tensor().get(), pair.scale());
    }

    @Override
    public @Nullable LowRank at(String path) {
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
            LowRank update = at(module);
            LoraPair pair = adapter.pairs().get(module);
            entries.put(
                    name,
                    update == null || pair == null
                            ? new TensorEntry(replaced.dtype(name), replaced.shape(name), () -> replaced.tensor(name))
                            : new TensorEntry(
                                    DType.F32,
                                    replaced.shape(name),
                                    () -> merged(replaced.tensor(name), update, pair.fanInFanOut())));
        }
        checkAllUsed();
        return new Overlay(replaced.source(), entries);
    }

    /** {@code W + scale · B · A}: w [out, in], or [in, out] where {@code transposed}. */
    private static Tensor merged(Tensor w, LowRank update, boolean transposed) {
        float[] out = w.toFloats();
        float[] a = update.a().toFloats();
        float[] b = update.b().toFloats();
        int rank = update.a().dim(0);
        int in = update.a().dim(1);
        int outs = update.b().dim(0);
        if (w.dim(0) != (transposed ? in : outs) || w.elements() != (long) in * outs) {
            throw new FormatException(
                    "an update of shape [%d, %d] does not fit a weight of shape %s".formatted(outs, in, w.shape()));
        }
        for (int o = 0; o < outs; o++) {
            for (int i = 0; i < in; i++) {
                double sum = 0;
                for (int r = 0; r < rank; r++) {
                    sum += b[o * rank + r] * (double) a[r * in + i];
                }
                out[transposed ? i * outs + o : o * in + i] += (float) (update.scale() * sum);
            }
        }
        return Tensor.of(out, w.shape().toArray());
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
