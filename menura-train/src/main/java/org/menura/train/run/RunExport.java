package org.menura.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.model.DualEncoder;
import org.menura.model.load.ModelFolder;
import org.menura.tensor.dtype.DType;
import org.menura.train.lora.AdapterFolder;
import org.menura.train.lora.TrainableAdapters;
import org.menura.train.optim.Ema;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;
import org.menura.train.task.DiffusionModel;

/** Writes what a run has taught, as others read it: a Hugging Face folder, or an adapter in PEFT's format. */
final class RunExport {
    /** Folder of a model in a ledger. */
    static final String MODEL = "model";

    /** Folder of an adapter in a ledger. */
    static final String ADAPTER = "adapter";

    private RunExport() {}

    static void write(
            Recipe recipe, TrainedModel student, RunText text, RunEvaluation.Data data, @Nullable Ema average, Path run)
            throws IOException {
        if (average == null) {
            write(recipe, student, text, data, run);
            return;
        }
        try (Ema.Swap _ = average.swapIn()) {
            write(recipe, student, text, data, run);
        }
    }

    private static void write(Recipe recipe, TrainedModel student, RunText text, RunEvaluation.Data data, Path run)
            throws IOException {
        TaskAdapters adapters = student.adapters();
        if (adapters != null) {
            for (int i = 0; i < adapters.all().size(); i++) {
                boolean single = adapters.all().size() == 1;
                Path folder = run.resolve(
                        single ? ADAPTER : ADAPTER + "-" + recipe.tasks().get(i).name());
                write(recipe, student, adapters.all().get(i), folder);
            }
            return;
        }
        Path folder = run.resolve(MODEL);
        if (Files.exists(folder)) {
            return;
        }
        DType dtype = recipe.model().text("dtype").equals("bf16") ? DType.BF16 : DType.F32;
        if (student.model() instanceof DiffusionModel) {
            PipelineExport.write(folder, recipe, student, dtype);
            return;
        }
        SequencedMap<String, String> files = new LinkedHashMap<>(text.files());
        if (student.model() instanceof DualEncoder) {
            files.put(
                    RunImageFiles.PROCESSOR,
                    RunImageFiles.description(recipe, student.config()).toPrettyString() + "\n");
        }
        JsonNode config = RunImages.exported(recipe, student, data);
        ModelFolder.write(folder, config, weights(student, ""), files, text.folders(), dtype);
    }

    /** Parameters of a model whose names begin in a way, without that beginning. */
    static TensorTable weights(TrainedModel student, String prefix) {
        SequencedMap<String, TensorEntry> weights = new LinkedHashMap<>();
        student.parameters().all().forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                weights.put(
                        name.substring(prefix.length()), new TensorEntry(DType.F32, tensor.shape(), tensor::toHeap));
            }
        });
        return new Weights("the model in training", weights);
    }

    private static void write(Recipe recipe, TrainedModel student, TrainableAdapters adapters, Path folder)
            throws IOException {
        if (Files.exists(folder)) {
            return;
        }
        Options model = recipe.model();
        String base = model.has("checkpoint") ? model.text("checkpoint") : model.text("config");
        String task = switch (recipe.objective().text("name")) {
            case "reward", "sequence-classification" -> "SEQ_CLS";
            case "token-classification" -> "TOKEN_CLS";
            case "span-corruption", "seq2seq" -> "SEQ_2_SEQ_LM";
            case "masked-lm" -> "FEATURE_EXTRACTION";
            default -> "CAUSAL_LM";
        };
        AdapterFolder.write(
                folder, adapters, base, false, task, student.parameters().trainables());
    }

    private static final class Weights extends TensorTable {
        Weights(String source, SequencedMap<String, TensorEntry> entries) {
            super(source, entries);
        }
    }
}
