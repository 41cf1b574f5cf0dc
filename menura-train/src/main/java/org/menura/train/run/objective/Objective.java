package org.menura.train.run.objective;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.train.measure.Metric;
import org.menura.train.schema.Checker;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Options;
import org.menura.train.setup.ModelFiles;
import org.menura.train.setup.ModelSetup;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TaskHead;
import org.menura.train.setup.TrainedModel;
import org.menura.train.setup.TrainingData;

/**
 * A training objective that recipes name: its keys and data formats, its task and its metrics. Those of other modules
 * are found by {@link org.menura.format.Extensions}.
 */
public interface Objective {
    /** Returns the name, keys and traits of the objective. */
    Traits traits();

    /** Returns the name in recipes, such as {@code causal-lm}. */
    default String name() {
        return traits().name();
    }

    /** Returns whether the objective has a trait. */
    default boolean has(Trait trait) {
        return traits().has(trait);
    }

    /** Makes the task of a stage. */
    StageTask task(StageSetup stage);

    /**
     * Makes the metric of held-out data, whose format may be another than those that it learns from.
     *
     * @param source the files and how they are laid out
     * @param data the data of the same files, to make examples of
     */
    default Metric metric(RunContext run, DataSource source, TrainingData data) {
        return LanguageModeling.of(run, source, data, false, false);
    }

    /**
     * Checks constraints between keys.
     *
     * @param objective the recipe's section of that name
     * @param batch the recipe's section of that name
     * @param checker makes errors with the line of a key
     */
    default void check(Options objective, Options batch, Checker checker) {}

    /** Makes the head that the model needs; null if its own will do. */
    default @Nullable TaskHead head(Options objective, List<DataSource> data) {
        return null;
    }

    /** Builds the model that a run trains. */
    default TrainedModel model(ModelSetup setup) {
        return TrainedModel.of(setup, head(setup.objective(), setup.data()));
    }

    /**
     * Finds the model's files.
     *
     * @param tokenizer if the recipe names it
     */
    default ModelFiles files(Options model, Optional<Path> tokenizer, Options objective) {
        return ModelFiles.of(model, tokenizer);
    }

    /** Lists the files of the model to begin with. */
    default List<Path> modelInputs(ModelFiles files, Options objective) {
        return files.modelInputs();
    }

    /** Lists the images that records of the sources name outside of messages. */
    default Collection<Path> mediaInputs(Options objective, List<DataSource> sources) {
        return List.of();
    }

    /**
     * Exports the trained model.
     *
     * @throws IOException if it can't be written
     */
    default void export(ModelExport model) throws IOException {
        model.write();
    }
}
