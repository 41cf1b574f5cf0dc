package org.menura.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.model.adapter.TaskConfig;
import org.menura.tensor.dtype.DType;
import org.menura.train.lora.AdapterFolder;
import org.menura.train.lora.TrainableAdapters;
import org.menura.train.optim.Ema;
import org.menura.train.recipe.Recipe;
import org.menura.train.run.objective.ModelExport;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TaskAdapters;
import org.menura.train.setup.TrainedModel;
import org.menura.train.setup.TrainingData;

/** Writes what a run has taught, as others read it: a Hugging Face folder, or an adapter in PEFT's format. */
final class RunExport {
    /** Folder of a model in a ledger. */
    static final String MODEL = "model";

    /** Folder of an adapter in a ledger. */
    static final String ADAPTER = "adapter";

    private RunExport() {}

    static void write(Recipe recipe, RunContext run, TrainingData.Maker data, @Nullable Ema average, Path folder)
            throws IOException {
        if (average == null) {
            write(recipe, run, data, folder);
            return;
        }
        try (Ema.Swap _ = average.swapIn()) {
            write(recipe, run, data, folder);
        }
    }

    private static void write(Recipe recipe, RunContext run, TrainingData.Maker data, Path folder) throws IOException {
        TaskAdapters adapters = run.student().adapters();
        if (adapters == null) {
            Path model = folder.resolve(MODEL);
            DType dtype = recipe.model().text("dtype").equals("bf16") ? DType.BF16 : DType.F32;
            if (!Files.exists(model)) {
                recipe.objectiveType().export(new ModelExport(run, model, data.of(recipe.data(), ""), dtype));
            }
            return;
        }
        boolean single = adapters.all().size() == 1;
        for (int i = 0; i < adapters.all().size(); i++) {
            String name =
                    single ? ADAPTER : ADAPTER + "-" + recipe.tasks().get(i).name();
            write(recipe, run.student(), adapters.all().get(i), folder.resolve(name));
        }
    }

    private static void write(Recipe recipe, TrainedModel student, TrainableAdapters adapters, Path folder)
            throws IOException {
        if (Files.exists(folder)) {
            return;
        }
        Options model = recipe.model();
        String base = model.has("checkpoint") ? model.text("checkpoint") : model.text("config");
        String type = recipe.objectiveType().traits().peftType();
        String body = TaskConfig.body(student.config());
        boolean named = adapters.updates().keySet().stream().anyMatch(path -> path.startsWith(body + "."));
        AdapterFolder.write(
                folder,
                adapters,
                base,
                false,
                new AdapterFolder.Task(
                        type,
                        student.parameters().trainables(),
                        type.endsWith("_CLS") ? student.labels() : List.of(),
                        named ? "" : body));
    }
}
