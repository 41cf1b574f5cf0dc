package org.menura.model.adapter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.load.ModelSource;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.LinearWeight;
import org.menura.model.weights.LowRank;
import org.menura.model.weights.RowLayout;
import org.menura.tensor.Shape;
import org.menura.tensor.annotation.Extension;

/**
 * Adapters beside one model, any number of them, loaded and unloaded while it runs. The model is built with this once;
 * which adapters a pass gets is then said by the view of the model that makes it ({@link
 * org.menura.model.adapter.AdaptedModel}). The weights of the model are neither copied nor changed. Thread-safe.
 */
@Extension
public final class SwitchableAdapters implements Adapters {
    private record Place(Shape weight, boolean inFirst) {}

    private final RowLayout rows;
    private final Map<String, Place> layers = new ConcurrentHashMap<>();
    private final Map<String, SequencedMap<String, LowRank>> loaded = new LinkedHashMap<>(); // guarded by this

    /**
     * Creates an empty set of adapters.
     *
     * @param rows order of the outputs of the model's layers: {@link ModelSource#rows}
     */
    public SwitchableAdapters(RowLayout rows) {
        this.rows = rows;
    }

    @Override
    public Supplier<List<LowRank>> at(String path, LinearWeight weight) {
        layers.put(path, new Place(weight.shape(), weight.inFirst()));
        return () -> AdapterRows.now().updates().at(path);
    }

    /**
     * Loads an adapter, which may then be chosen; one of the same name gives way to it, but for requests under way.
     *
     * @throws FormatException if it does not fit the model, or holds whole tensors, which would have to take the place
     *     of the model's own
     */
    public void load(String name, PeftAdapter adapter) {
        if (!adapter.replacements().isEmpty()) {
            throw new FormatException(
                    "%s replaces whole tensors (%s), which can't be switched per request; use it alone or merge it into the model"
                            .formatted(
                                    adapter.source(),
                                    first(adapter.replacements().keySet())));
        }
        if (!adapter.changes().isEmpty()) {
            throw new FormatException(
                    "%s changes parts of tensors (%s), which can't be switched per request; use it alone or merge it into the model"
                            .formatted(adapter.source(), first(adapter.changes().keySet())));
        }
        AdapterNames names = new AdapterNames(adapter.pairs().keySet());
        Map<String, String> paths = new HashMap<>();
        layers.keySet().forEach(path -> paths.put(names.inAdapter(path), path));
        SequencedMap<String, LowRank> updates = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        adapter.pairs().forEach((named, pair) -> {
            String path = paths.getOrDefault(named, named);
            Place place = layers.get(path);
            LowRank update = PeftAdapters.update(adapter, path, pair, rows);
            if (place == null) {
                unknown.add(named);
            } else {
                update.requireFit(path, place.weight, place.inFirst);
                updates.put(path, update);
            }
        });
        if (!unknown.isEmpty()) {
            throw new FormatException(
                    "%s updates layers that the model does not have: %s".formatted(adapter.source(), first(unknown)));
        }
        synchronized (this) {
            loaded.put(name, updates);
        }
    }

    /**
     * Forgets an adapter. Requests under way keep it until they end.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public synchronized void unload(String name) {
        if (loaded.remove(name) == null) {
            throw unknown(name);
        }
    }

    /** Returns the names of the loaded adapters in the order in which they came. */
    public synchronized List<String> names() {
        return List.copyOf(loaded.keySet());
    }

    /**
     * Returns the updates of a selection.
     *
     * @throws IllegalArgumentException if it names an adapter that is not loaded
     */
    public synchronized AdapterUpdates select(AdapterSelection selection) {
        if (selection.weights().isEmpty()) {
            return AdapterUpdates.NONE;
        }
        Map<String, List<LowRank>> byPath = new LinkedHashMap<>();
        selection.weights().forEach((name, weight) -> {
            Map<String, LowRank> updates = loaded.get(name);
            if (updates == null) {
                throw unknown(name);
            }
            updates.forEach((path, update) -> byPath.computeIfAbsent(path, _ -> new ArrayList<>())
                    .add(weight == 1 ? update : update.withShare(weight)));
        });
        return new AdapterUpdates(selection.toString(), byPath);
    }

    /**
     * Returns a checkpoint of the model with updates merged into its weights. Those that are changed become floats; the
     * others stay where they are.
     */
    public Checkpoint merge(Checkpoint base, AdapterUpdates updates) {
        return MergedCheckpoint.of(base, updates.all(), this::inFirst, updates.label());
    }

    private boolean inFirst(String path) {
        Place place = layers.get(path);
        return place != null && place.inFirst;
    }

    private IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException(
                loaded.isEmpty()
                        ? "there is no adapter " + name + ", nor any other; load one first"
                        : "there is no adapter %s; loaded: %s".formatted(name, String.join(", ", loaded.keySet())));
    }

    private static String first(Collection<String> names) {
        return String.join(", ", names.stream().sorted().limit(8).toList());
    }
}
