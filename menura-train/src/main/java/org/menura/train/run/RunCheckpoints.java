package org.menura.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.ledger.SavedCheckpoint;
import org.menura.train.recipe.Recipe;
import org.menura.train.setup.RecordLimit;

/** The checkpoints of a run as models that others read, one after the other. */
public final class RunCheckpoints {
    /**
     * A checkpoint as a model.
     *
     * @param model a Hugging Face folder
     * @param adapter in PEFT's format, for that model; null where the model itself was taught
     */
    public record Exported(Path model, @Nullable Path adapter) {}

    private final LedgerReader reader;
    private final Recipe recipe;
    private final RunParts parts;
    private final RunLearning learning;

    private RunCheckpoints(LedgerReader reader, Recipe recipe, RunParts parts) {
        this.reader = reader;
        this.recipe = recipe;
        this.parts = parts;
        this.learning = Objects.requireNonNull(parts.learning());
    }

    /**
     * Opens a run's checkpoints. The run's model and data are set up as the run itself sets them up.
     *
     * @throws FormatException if the folder holds no ledger, or what the run reads is not there any more
     * @throws IOException if something can't be read
     */
    public static RunCheckpoints open(Path folder, RunSettings settings) throws IOException {
        LedgerReader reader = new LedgerReader(folder);
        Recipe recipe = Recipe.read(reader.resolvedRecipe(), reader.data().base());
        if (!recipe.tasks().isEmpty() && recipe.protectedBy().equals("adapters")) {
            throw new FormatException(
                    "%s teaches an adapter for each task; measure them one by one: menura eval BASE --lora ADAPTER"
                            .formatted(folder));
        }
        RunParts parts = RunParts.of(
                recipe, settings, new TrainingRun.Listener() {}, folder.resolve("tokens"), RecordLimit.none());
        return new RunCheckpoints(reader, recipe, parts);
    }

    /** Returns the complete checkpoints by step. */
    public SortedMap<Long, SavedCheckpoint> all() throws IOException {
        return reader.checkpoints();
    }

    /**
     * Writes a checkpoint as a model, with the moving average of its weights where the run keeps one.
     *
     * @param folder gets {@code model} or {@code adapter}
     * @throws FormatException if a file of the checkpoint has changed
     * @throws IOException if something can't be read or written
     */
    public Exported export(SavedCheckpoint checkpoint, Path folder) throws IOException {
        checkpoint.verify();
        learning.restore(checkpoint);
        Files.createDirectories(folder);
        RunExport.write(recipe, parts.context(), parts.data(), learning.average(), folder);
        Path adapter = folder.resolve(RunExport.ADAPTER);
        return Files.exists(adapter)
                ? new Exported(reader.data().base().resolve(recipe.model().text("checkpoint")), adapter)
                : new Exported(folder.resolve(RunExport.MODEL), null);
    }
}
