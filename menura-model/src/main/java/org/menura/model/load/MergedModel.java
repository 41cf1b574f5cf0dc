package org.menura.model.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.gguf.GgufFile;
import org.menura.format.hf.HfFolder;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.adapter.AdaptedWeights;
import org.menura.model.adapter.PeftAdapters;
import org.menura.tensor.dtype.DType;

/** Writes a model with an adapter merged into it, as a Hugging Face folder that needs no adapter any more. */
public final class MergedModel {
    private MergedModel() {}

    /**
     * Writes a model with an adapter merged into its weights; {@code folder} appears when it is complete. Quantised
     * weights are decoded.
     *
     * @param dtype type of the weights written: F32, F16 or BF16
     * @throws org.menura.format.FormatException if the adapter does not fit the model
     * @throws IOException if the folder exists already and is not empty, or can't be written
     */
    public static void write(ModelSource model, PeftAdapter adapter, Path folder, DType dtype) throws IOException {
        PeftAdapters adapters = new PeftAdapters(adapter);
        GgufFile gguf = model.gguf();
        if (gguf != null) {
            HfExport.write(gguf, adapters::merged, folder, dtype);
            return;
        }
        HfFolder from = model.folder();
        List<Path> copied = from == null ? List.of() : from.otherFiles();
        AdaptedWeights merged = adapters.merged(model.config(), model.weights());
        ModelFolder.write(folder, merged.config(), merged.weights(), copied, dtype);
    }

    /** Returns the type that most of a model's numbers have among F32, F16 and BF16; F16 if most are quantised. */
    public static DType floatType(Checkpoint weights) {
        DType most = mostOf(weights);
        return most == DType.F32 || most == DType.BF16 ? most : DType.F16;
    }

    /** Returns the type that most of a model's numbers have if it is a quantised one, or null. */
    public static @Nullable DType quantizedType(Checkpoint weights) {
        DType most = mostOf(weights);
        return most.isQuantized() ? most : null;
    }

    private static DType mostOf(Checkpoint weights) {
        Map<DType, Long> counts = new EnumMap<>(DType.class);
        for (String name : weights.names()) {
            counts.merge(weights.dtype(name), weights.shape(name).elements(), Long::sum);
        }
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(DType.F32);
    }
}
