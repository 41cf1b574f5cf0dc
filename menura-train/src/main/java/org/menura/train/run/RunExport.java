package org.menura.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.model.load.ModelFolder;
import org.menura.tensor.DType;
import org.menura.train.lora.AdapterFolder;
import org.menura.train.optim.Ema;
import org.menura.train.recipe.Recipe;

/** Writes what a run has taught, as others read it: a Hugging Face folder, or an adapter in PEFT's format. */
final class RunExport {
    /** Folder of a model in a ledger. */
    static final String MODEL = "model";

    /** Folder of an adapter in a ledger. */
    static final String ADAPTER = "adapter";

    private RunExport() {}

    static void write(Recipe recipe, Student student, RunText text, @Nullable Ema average, Path run)
            throws IOException {
        if (average == null) {
            write(recipe, student, text, run);
            return;
        }
        try (Ema.Swap _ = average.swapIn()) {
            write(recipe, student, text, run);
        }
    }

    private static void write(Recipe recipe, Student student, RunText text, Path run) throws IOException {
        if (student.adapters() != null) {
            Path folder = run.resolve(ADAPTER);
            if (!Files.exists(folder)) {
                String base = recipe.model().has("checkpoint")
                        ? recipe.model().text("checkpoint")
                        : recipe.model().text("config");
                AdapterFolder.write(folder, student.adapters(), base, false);
            }
            return;
        }
        Path folder = run.resolve(MODEL);
        if (Files.exists(folder)) {
            return;
        }
        SequencedMap<String, TensorEntry> weights = new LinkedHashMap<>();
        student.parameters()
                .all()
                .forEach((name, tensor) ->
                        weights.put(name, new TensorEntry(DType.F32, tensor.shape(), tensor::toHeap)));
        DType dtype = recipe.model().text("dtype").equals("bf16") ? DType.BF16 : DType.F32;
        ModelFolder.write(folder, student.config(), new Weights(run.toString(), weights), text.files(), dtype);
    }

    private static final class Weights extends TensorTable {
        Weights(String source, SequencedMap<String, TensorEntry> entries) {
            super(source, entries);
        }
    }
}
