package org.menura.model.load;

import java.nio.file.Path;
import java.util.Optional;
import org.menura.format.FormatException;
import org.menura.model.Model;
import org.menura.model.adapter.PeftAdapters;
import org.menura.tensor.Backend;
import org.menura.tensor.annotation.Internal;

/**
 * The files of a model, and of an adapter if there is one.
 *
 * @param source with the adapter's whole tensors
 * @param adapters the adapter's low-rank updates; empty without an adapter
 */
@Internal
public record AdaptedSource(ModelSource source, Optional<PeftAdapters> adapters) {
    /**
     * Opens an adapter of a model, if one is given.
     *
     * @param adapter a folder as PEFT saves it, or a GGUF file of llama.cpp
     * @throws FormatException if it is damaged, or of a kind that is not supported
     */
    public static AdaptedSource of(ModelSource plain, Optional<Path> adapter) {
        Optional<PeftAdapters> adapters = adapter.map(path -> new PeftAdapters(plain.adapter(path), plain.rows()));
        return new AdaptedSource(adapters.map(plain::withTensorsOf).orElse(plain), adapters);
    }

    /**
     * Builds the model with its adapter; see {@link Models#open(ModelKind, ModelSource, Backend)}.
     *
     * @throws FormatException also if the adapter does not fit the model
     */
    public <M extends Model> M model(ModelKind<M> kind, Backend ops) {
        return adapters.isPresent() ? Models.open(kind, source, ops, adapters.get()) : Models.open(kind, source, ops);
    }
}
