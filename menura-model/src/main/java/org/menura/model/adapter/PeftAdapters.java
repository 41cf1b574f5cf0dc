package org.menura.model.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.hf.LoraPair;
import org.menura.format.hf.PeftAdapter;
import org.menura.format.hf.TensorChange;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.HeadNames;
import org.menura.model.weights.LinearWeight;
import org.menura.model.weights.LowRank;
import org.menura.model.weights.RowLayout;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Extension;
import org.menura.tensor.dtype.DType;

/** A PEFT adapter at work: its low-rank updates go to the linear layers of a model, its whole tensors replace others. */
@Extension
public final class PeftAdapters implements Adapters {
    private static final String WEIGHT = ".weight";

    /** Tasks with classes, by PEFT's names. */
    private static final Map<String, String> TASKS =
            Map.of("SEQ_CLS", "SequenceClassification", "TOKEN_CLS", "TokenClassification");

    /** The task of encoders that fill gaps, which has no name of PEFT's. */
    private static final String FILLED = "MaskedLM";

    private final PeftAdapter adapter;
    private final RowLayout rows;
    private final Map<String, LowRank> updates = new HashMap<>();
    private final Map<String, LoraPair> embeddings = new HashMap<>(); // by the table's name
    private final Set<String> used = new HashSet<>();

    private final AdapterNames names;

    /** Creates an adapter for one model whose layers are as in its checkpoint. */
    public PeftAdapters(PeftAdapter adapter) {
        this(adapter, RowLayout.SAME);
    }

    /**
     * Creates an adapter for one model.
     *
     * @param rows order of the outputs of the model's layers: the rows of its source
     * @throws FormatException if it updates an embedding, which is not supported
     */
    public PeftAdapters(PeftAdapter adapter, RowLayout rows) {
        this.adapter = adapter;
        this.rows = rows;
        adapter.pairs().forEach((path, pair) -> {
            if (pair.isEmbedding()) {
                embeddings.put(path + WEIGHT, pair);
            } else {
                updates.put(path, update(adapter, path, pair, rows));
            }
        });
        this.names = new AdapterNames(updates.keySet());
    }

    /**
     * Returns an adapter's update of a layer.
     *
     * @param rows order of the outputs of the model's layers
     * @throws FormatException if the layer is an embedding, which is not supported
     */
    public static LowRank update(PeftAdapter adapter, String path, LoraPair pair, RowLayout rows) {
        if (pair.isEmbedding()) {
            throw new FormatException(
                    "%s updates the embedding %s, which can neither be switched per request nor trained on; use the adapter alone or merge it into the model"
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

    /** Returns the adapter's factors of a layer, which may be one of those that transformers 5 has renamed; null if it has none. */
    public @Nullable LoraPair pair(String path) {
        return adapter.pairs().get(names.inAdapter(path));
    }

    /** [out], of whatever shape it is on disk. */
    private static Tensor magnitudes(Tensor stored, String weight, RowLayout rows) {
        long out = stored.elements();
        return rows.arrange(weight, stored.toHeap().reshape(out, 1)).reshape(out);
    }

    @Override
    public Supplier<List<LowRank>> at(String path, LinearWeight weight) {
        LowRank update = use(path);
        if (update != null) {
            update.requireFit(path, weight.shape(), weight.inFirst());
        }
        List<LowRank> all = update == null ? List.of() : List.of(update);
        return () -> all;
    }

    private @Nullable LowRank use(String path) {
        String name = names.inAdapter(path);
        LowRank update = updates.get(name);
        if (update != null) {
            used.add(name);
        }
        return update;
    }

    /**
     * Returns a model with the adapter's whole tensors in the place of its own. The head of a task, which an adapter brings, takes the
     * place of the model's.
     *
     * @param given fields as in {@code config.json}
     */
    public AdaptedWeights replaced(JsonNode given, Checkpoint whole) {
        JsonNode headed = headed(given);
        Checkpoint base = headed.equals(given) ? whole : new AdaptedWeights(headed, whole).headless();
        Map<String, TensorEntry> tensors = new LinkedHashMap<>();
        adapter.replacements()
                .forEach((name, entry) -> tensors.put(names.inCheckpoint(name, base), arranged(name, entry)));
        JsonNode config = AdaptedWeights.resized(headed, base, tensors);
        embeddings.forEach((named, pair) -> {
            String name = names.inCheckpoint(named, base);
            if (!base.has(name)) {
                throw new FormatException(
                        "%s updates %s, which the model does not have".formatted(adapter.source(), name));
            }
            Shape shape = base.shape(name);
            tensors.put(name, new TensorEntry(DType.F32, shape, () -> updated(name, base.tensor(name), pair)));
        });
        Map<String, TensorEntry> altered = new LinkedHashMap<>();
        Map<String, TensorChange> ofHeads = new LinkedHashMap<>(); // that are embedding tables
        adapter.changes().forEach((named, change) -> {
            String name = names.inCheckpoint(named, base);
            TensorEntry replaced = tensors.get(name);
            if (replaced != null || base.has(name)) {
                altered.put(name, changed(name, replaced == null ? TensorEntry.of(base, name) : replaced, change));
            } else if (!isOfTiedHead(named, change)) {
                ofHeads.put(name, change);
            }
        });
        Set<String> apart = new HashSet<>(tensors.keySet());
        apart.removeAll(altered.keySet()); // new rows of a tied table are the head's as well
        apart.addAll(ofHeads.keySet());
        updates.keySet().forEach(path -> apart.add(names.inCheckpoint(path, base) + WEIGHT));
        tensors.putAll(altered);
        boolean shares = ofHeads.isEmpty() && !altered.isEmpty();
        Checkpoint tables =
                shares ? new AdaptedWeights(config, base).with(altered).weights() : base;
        AdaptedWeights parted =
                adapter.tiesWeights() ? new AdaptedWeights(config, base) : AdaptedWeights.parted(config, tables, apart);
        ofHeads.forEach((name, change) -> {
            if (!parted.weights().has(name)) {
                throw new FormatException(
                        "%s changes %s, which the model does not have".formatted(adapter.source(), name));
            }
            tensors.put(name, changed(name, TensorEntry.of(parted.weights(), name), change));
        });
        return tensors.isEmpty() ? parted : parted.with(tensors);
    }

    private TensorEntry changed(String name, TensorEntry own, TensorChange change) {
        return new TensorEntry(
                DType.F32, own.shape(), () -> changed(name, own.tensor().get(), change));
    }

    /** The config with the head that the adapter brings: with another task than the model's, or other classes. */
    private JsonNode headed(JsonNode config) {
        if (HeadNames.BEFORE_VOCABULARY.stream().anyMatch(adapter.replacements()::containsKey)) {
            return TaskConfig.isFor(config, FILLED) ? config : TaskConfig.withHead(config, FILLED, List.of());
        }
        String task = TASKS.get(adapter.taskType());
        TensorEntry head = HeadNames.OVER_CLASSES.stream()
                .map(adapter.replacements()::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (task == null || head == null) {
            return config;
        }
        int classes = (int) head.shape().size(0);
        if (TaskConfig.isFor(config, task) && TaskConfig.labels(config).size() == classes) {
            return config;
        }
        List<String> labels = adapter.labels().isEmpty()
                ? IntStream.range(0, classes).mapToObj(i -> "LABEL_" + i).toList()
                : adapter.labels();
        if (labels.size() != classes) {
            throw new FormatException("%s has a head of %d classes, and %s names %d"
                    .formatted(adapter.source(), classes, PeftAdapter.LABELS, labels.size()));
        }
        return TaskConfig.withHead(config, task, labels);
    }

    /** A table of embeddings with its update: {@code w + scale · (b a)ᵀ}, a [rank, rows], b [width, rank]. */
    private Tensor updated(String name, Tensor table, LoraPair pair) {
        int rows = table.dim(0);
        int width = table.dim(1);
        float[] a = pair.a().tensor().get().toFloats();
        float[] b = pair.b().tensor().get().toFloats();
        int rank = a.length / Math.max(1, rows);
        if (pair.magnitude() != null || a.length != rank * rows || b.length != width * rank) {
            throw new FormatException("%s: the update of %s does not fit its shape %s, or has magnitudes of its own"
                    .formatted(adapter.source(), name, table.shape()));
        }
        float[] out = table.toFloats();
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < width; c++) {
                double sum = 0;
                for (int k = 0; k < rank; k++) {
                    sum += (double) b[c * rank + k] * a[k * rows + r];
                }
                out[r * width + c] += (float) (pair.scale() * sum);
            }
        }
        return Tensor.of(out, rows, width);
    }

    /** PEFT saves the new rows of a table once more for the head that is tied to it. */
    private boolean isOfTiedHead(String name, TensorChange change) {
        return change instanceof TensorChange.Rows rows
                && adapter.changes().entrySet().stream()
                        .anyMatch(other -> !other.getKey().equals(name)
                                && other.getValue() instanceof TensorChange.Rows more
                                && Arrays.equals(more.rows(), rows.rows()));
    }

    private Tensor changed(String name, Tensor own, TensorChange change) {
        float[] out = own.toFloats();
        float[] values = rows.equals(RowLayout.SAME) || change instanceof TensorChange.Rows
                ? change.values().tensor().get().toFloats()
                : rows.whole(name, change.values().tensor().get()).toFloats();
        switch (change) {
            case TensorChange.Rows(int[] ids, TensorEntry _) -> {
                int width = ids.length == 0 ? 0 : values.length / ids.length;
                for (int i = 0; i < ids.length; i++) {
                    if (width != own.dim(1) || ids[i] >= own.dim(0)) {
                        throw misfit(name, own);
                    }
                    System.arraycopy(values, i * width, out, ids[i] * width, width);
                }
            }
            case TensorChange.Bias(TensorEntry _, float scale) -> {
                if (values.length != out.length) {
                    throw misfit(name, own);
                }
                for (int i = 0; i < out.length; i++) {
                    out[i] += scale * values[i];
                }
            }
        }
        return Tensor.of(out, own.shape().toArray());
    }

    private FormatException misfit(String name, Tensor own) {
        return new FormatException(
                "%s: the change of %s does not fit its shape %s".formatted(adapter.source(), name, own.shape()));
    }

    private TensorEntry arranged(String name, TensorEntry entry) {
        return rows.equals(RowLayout.SAME)
                ? entry
                : TensorEntry.of(rows.whole(name, entry.tensor().get()));
    }

    /**
     * Returns a model with the updates merged into the weights, which become floats, and whole tensors replaced.
     *
     * @param config fields as in {@code config.json}
     * @throws FormatException if an update has no weight to be added to
     */
    public AdaptedWeights merged(JsonNode config, Checkpoint base) {
        Map<String, List<LowRank>> all = new HashMap<>();
        updates.forEach((path, update) -> all.put(names.inCheckpoint(path, base), List.of(update)));
        AdaptedWeights replaced = replaced(config, base);
        return new AdaptedWeights(
                replaced.config(),
                MergedCheckpoint.of(
                        replaced.weights(), all, path -> TaskConfig.inFirst(config, path), adapter.source()));
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
}
