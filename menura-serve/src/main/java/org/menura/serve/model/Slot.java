package org.menura.serve.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.menura.model.adapter.AdapterSelection;

/** The place of a model in a store, guarded by the store's lock. */
final class Slot {
    final ModelEntry entry;
    final long created = System.currentTimeMillis();
    ModelState state = ModelState.UNLOADED;

    @Nullable
    ServedModel model;

    @Nullable
    ModelCard card;

    @Nullable
    String failure;

    /** Which adapters requests get that choose none; may be read while the store is not held. */
    volatile AdapterSelection adapters = AdapterSelection.NONE;

    int users;
    long lastUsed;

    @Nullable
    Duration life;

    Slot(ModelEntry entry) {
        this.entry = entry;
    }
}
