package org.menura.serve.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.menura.model.adapter.AdapterSelection;

/** A model in use; to be closed after the answer. */
public final class Lease implements AutoCloseable {
    private final ModelStore store;
    private final Slot slot;
    private final ServedModel model;
    private final ModelCard card;
    private final String name;
    private final @Nullable AdapterSelection named;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable AdapterSelection chosen;

    Lease(ModelStore store, Slot slot, ServedModel model, ModelCard card, String name, @Nullable String adapter) {
        this.store = store;
        this.slot = slot;
        this.model = model;
        this.card = card;
        this.name = name;
        this.named = adapter == null ? null : AdapterSelection.of(adapter);
    }

    /** Returns the model. */
    public ServedModel model() {
        return model;
    }

    /** Returns what is known of the model. */
    public ModelCard card() {
        return card;
    }

    /** Returns the name that the request chose, without a tag. */
    public String name() {
        return name;
    }

    /** Returns the adapters of the model by their names, whether they are chosen or not. */
    public Map<String, Path> adapterFiles() {
        return slot.entry.adapters();
    }

    /** Chooses adapters for this request, whatever its model's name says. */
    public void choose(AdapterSelection adapters) {
        chosen = adapters;
    }

    /** Chooses adapters for requests to come that choose none. */
    public void chooseForAll(AdapterSelection adapters) {
        slot.adapters = adapters;
    }

    /** Returns the adapters that the request chose, or those of all requests; null if the model has none. */
    public @Nullable AdapterSelection adapters() {
        if (slot.entry.adapters().isEmpty()) {
            return null;
        }
        return Objects.requireNonNullElse(chosen, Objects.requireNonNullElse(named, slot.adapters));
    }

    /** Sets how long the model stays in memory after this, if nobody else says otherwise; null for the server's. */
    public void keep(@Nullable Duration time) {
        store.keep(slot, time);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            store.release(slot);
        }
    }
}
