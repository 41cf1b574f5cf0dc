package org.menura.generate.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.format.FormatException;
import org.menura.model.CausalModel;
import org.menura.model.adapter.AdaptedModel;
import org.menura.model.adapter.AdapterSelection;
import org.menura.model.adapter.AdapterUpdates;
import org.menura.model.adapter.SwitchableAdapters;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.load.Registry;
import org.menura.model.weights.Adapters;
import org.menura.tensor.Backend;

/**
 * One language model with any number of PEFT adapters beside it. Each request says which it wants, by the model that
 * its session is given:
 *
 * <pre>{@code
 * AdapterSet set = AdapterSet.open(Path.of("Llama-3.2-1B"), ops);
 * set.load("stories", Path.of("stories-lora"));
 * set.load("poems", Path.of("poems-lora"));
 * Session story = new Session(set.model("stories"));
 * Session plain = new Session(set.model(AdapterSelection.NONE));
 * Session both = new Session(set.model(AdapterSelection.of("stories").and("poems", 0.5f)));
 * }</pre>
 *
 * Switching costs nothing: no weight is copied or changed. Sessions keep the adapters that they began with, whatever is
 * chosen, loaded or unloaded later, and sessions with different adapters may share a {@link
 * org.menura.generate.batch.Batch}. Thread-safe but for the passes themselves, which are made one at a time.
 */
public final class AdapterSet {
    /** Selections that are remembered, so that their sessions form one group in a pass. */
    private static final int REMEMBERED = 64;

    private final ModelSource source;
    private final SwitchableAdapters adapters;
    private final LoadedModel.Decoder base;
    // guarded by this
    private final SequencedMap<AdapterSelection, CausalModel> views = new LinkedHashMap<>();
    private final Map<AdapterSelection, CausalModel> merged = new LinkedHashMap<>();
    private AdapterSelection active = AdapterSelection.NONE;

    private AdapterSet(ModelSource source, Backend ops) {
        this.source = source;
        if (!isFor(source)) {
            throw new FormatException(
                    source.path() + " is no decoder, so requests can't choose adapters of it; load it with one alone");
        }
        this.adapters = new SwitchableAdapters(source.rows());
        this.base = (LoadedModel.Decoder) LoadedModel.open(source, adapters, ops);
    }

    /**
     * Opens a language model, which may see and hear, with no adapters yet.
     *
     * @throws FormatException if it is damaged, not supported, or no decoder
     */
    public static AdapterSet open(Path model, Backend ops) {
        return open(ModelSource.open(model), ops);
    }

    /** Opens a language model whose files are open already; see {@link #open(Path, Backend)}. */
    public static AdapterSet open(ModelSource model, Backend ops) {
        return new AdapterSet(model, ops);
    }

    /** Returns whether requests can choose adapters of a model: of one that writes, also if it sees and hears. */
    public static boolean isFor(ModelSource model) {
        return Registry.isA(ModelKind.DECODER, model.fields()) || Registry.isA(ModelKind.MULTIMODAL, model.fields());
    }

    /**
     * Loads an adapter under a name (PEFT's {@code load_adapter}). One that has the name already gives way to it.
     *
     * @param folder as PEFT saves it, or a GGUF file as llama.cpp has it
     * @throws FormatException if it is damaged, of a kind that is not supported, or does not fit
     * @throws IllegalArgumentException if the name is empty or has one of the characters {@code = ,} in it, or is part
     *     of a selection that is merged
     */
    public synchronized void load(String name, Path folder) {
        if (name.isEmpty() || name.contains("=") || name.contains(",")) {
            throw new IllegalArgumentException(
                    "an adapter's name must not be empty or have = or , in it, as \"%s\" does".formatted(name));
        }
        refuseMerged(name);
        adapters.load(name, source.adapter(folder));
        views.clear();
    }

    /**
     * Unloads an adapter (PEFT's {@code delete_adapter}); sessions that have it keep it.
     *
     * @throws IllegalArgumentException if there is none of this name, or it is part of a selection that is merged
     */
    public synchronized void unload(String name) {
        refuseMerged(name);
        adapters.unload(name);
        views.clear();
        if (active.weights().containsKey(name)) {
            active = AdapterSelection.NONE;
        }
    }

    private void refuseMerged(String name) {
        for (AdapterSelection selection : merged.keySet()) {
            if (selection.weights().containsKey(name)) {
                throw new IllegalArgumentException(
                        "adapter %s is merged into the model as %s; unmerge it first".formatted(name, selection));
            }
        }
    }

    /** Returns the names of the adapters that are loaded. */
    public List<String> names() {
        return adapters.names();
    }

    /**
     * Returns the model with some adapters, for one request or many.
     *
     * @throws IllegalArgumentException if one is not loaded
     */
    public synchronized CausalModel model(AdapterSelection selection) {
        CausalModel known = merged.getOrDefault(selection, views.get(selection));
        if (known != null) {
            return known;
        }
        CausalModel view = new AdaptedModel(base.model(), adapters.select(selection));
        views.put(selection, view);
        if (views.size() > REMEMBERED) {
            views.pollFirstEntry();
        }
        return view;
    }

    /** Returns the model with one adapter, or several that are summed. */
    public CausalModel model(String... names) {
        return model(AdapterSelection.of(names));
    }

    /** Returns the model with the adapters that {@link #setAdapter} chose, or none. */
    public synchronized CausalModel activeModel() {
        return model(active);
    }

    /** Returns the selection of requests that don't choose adapters. */
    public synchronized AdapterSelection active() {
        return active;
    }

    /**
     * Sets the adapters of requests that don't choose (PEFT's {@code set_adapter}); those under way keep what they
     * have.
     *
     * @throws IllegalArgumentException if an adapter is not loaded
     */
    public synchronized void setAdapter(AdapterSelection selection) {
        model(selection);
        active = selection;
    }

    /** Sets one adapter, or several that are summed; see {@link #setAdapter(AdapterSelection)}. */
    public void setAdapter(String... names) {
        setAdapter(AdapterSelection.of(names));
    }

    /** Sets no adapter for requests that don't choose: they get the base model (PEFT's {@code disable_adapter}). */
    public synchronized void disableAdapters() {
        active = AdapterSelection.NONE;
    }

    /**
     * Merges a selection's updates into the weights, so that requests with it cost no more than those without (PEFT's
     * {@code merge_adapter}). Costs memory for a float32 copy of each weight that is changed, decoded first where it is
     * quantised; the model's own weights stay, and other selections go on with them. Logits differ in the last digits;
     * sessions that began before keep the unmerged model, and can't share passes with later ones.
     *
     * @throws IllegalArgumentException if an adapter is not loaded, or none is chosen
     * @throws FormatException if the model has encoders of pictures or sounds
     */
    public synchronized void merge(AdapterSelection selection) {
        if (selection.weights().isEmpty()) {
            throw new IllegalArgumentException("there is nothing to merge; name an adapter");
        }
        if (merged.containsKey(selection)) {
            return;
        }
        if (base.senses() != null) {
            throw new FormatException(
                    source.path()
                            + " sees or hears, and adapters of such a model can't be merged while it is in use; write it with them as a folder of its own");
        }
        AdapterUpdates updates = adapters.select(selection);
        CausalModel whole = Models.decoder(
                source.withWeights(adapters.merge(source.weights(), updates)),
                base.model().ops(),
                Adapters.NONE);
        merged.put(selection, new AdaptedModel(whole, new AdapterUpdates(updates.label(), Map.of())));
    }

    /**
     * Unmerges a selection's updates from the weights (PEFT's {@code unmerge_adapter}): exactly, since the model's own
     * weights were never changed.
     *
     * @throws IllegalArgumentException if the selection is not merged
     */
    public synchronized void unmerge(AdapterSelection selection) {
        if (merged.remove(selection) == null) {
            throw new IllegalArgumentException("the adapters \"%s\" are not merged".formatted(selection));
        }
    }

    /** Returns the selections that are merged. */
    public synchronized List<AdapterSelection> merged() {
        return new ArrayList<>(merged.keySet());
    }

    /** Returns the model with some adapters, its encoders, its tokenizer and its chat template. */
    public LoadedModel.Decoder bundle(AdapterSelection selection) {
        return base.withModel(model(selection));
    }
}
