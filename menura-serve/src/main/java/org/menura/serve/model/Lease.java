package org.menura.serve.model;

import java.time.Duration;
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
    private final @Nullable String adapter;
    private final AtomicBoolean closed = new AtomicBoolean();

    Lease(ModelStore store, Slot slot, ServedModel model, ModelCard card, String name, @Nullable String adapter) {
        this.store = store;
        this.slot = slot;
        this.model = model;
        this.card = card;
        this.name = name;
        this.adapter = adapter;
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

    /** Returns the adapter that the request chose; null for the model alone. */
    public @Nullable String adapter() {
        return adapter;
    }

    /** Returns the adapters that the request chose, or null if the model has none. */
    public @Nullable AdapterSelection adapters() {
        return adapter != null
                ? AdapterSelection.of(adapter)
                : slot.entry.adapters().isEmpty() ? null : AdapterSelection.NONE;
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
