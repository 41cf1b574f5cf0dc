package org.menura.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.Family;
import org.menura.model.Registry;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.model.weights.Parameters;
import org.menura.model.weights.RandomParameters;
import org.menura.model.weights.RowLayout;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.Trainable;
import org.menura.train.TrainableParameters;
import org.menura.train.lora.LoraConfig;
import org.menura.train.lora.TrainableAdapters;
import org.menura.train.recipe.NamePattern;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;

/**
 * The model that a run teaches.
 *
 * @param model a {@link org.menura.model.CausalModel}, {@link org.menura.model.TextEncoder} or {@link
 *     org.menura.model.EncoderDecoder}
 * @param config as it is saved
 * @param parameters all of them
 * @param adapters those that are taught in the weights' place, or null
 * @param ops what it computes with
 */
record Student(
        Object model,
        JsonNode config,
        TrainableParameters parameters,
        @Nullable TrainableAdapters adapters,
        GradBackend ops) {
    /** What a recipe's section {@code model} asks for. */
    static Student of(Recipe recipe, GradBackend ops) {
        Options model = recipe.model();
        Path file = model.has("config") ? configFile(model.path("config")) : null;
        Path given = model.has("checkpoint") ? model.path("checkpoint") : null;
        boolean bare = given != null && file != null && isBare(given);
        ModelSource source = given == null || bare ? null : ModelSource.open(given);
        if (source == null && file == null) {
            throw new FormatException("the recipe names no model: give model.config or model.checkpoint");
        }
        Config fields = file != null ? new Config(Json.parse(file), file.toString()) : fields(source);
        JsonNode config = file != null ? Json.parse(file) : json(source);
        Parameters start = given == null
                ? new RandomParameters(model.whole("init_seed"))
                : new CheckpointParameters(source == null ? HfFolder.open(given).weights() : source.weights());
        RowLayout rows = source == null ? RowLayout.SAME : source.rows();
        TrainableAdapters adapters =
                recipe.adapter().map(a -> adapters(a, recipe.seed(), rows)).orElse(null);
        TrainableParameters parameters = new TrainableParameters(start, taught(recipe, adapters != null));
        Object built =
                build(Registry.find(fields), fields, parameters, ops, adapters == null ? Adapters.NONE : adapters);
        return new Student(built, config, parameters, adapters, ops);
    }

    /** Whether there are weights without a config, as in the checkpoints of a ledger. */
    private static boolean isBare(Path path) {
        return !path.toString().endsWith(".gguf") && !HfFolder.open(path).hasConfig();
    }

    private static <M> M build(Family<M> family, Config c, Parameters p, GradBackend ops, Adapters adapters) {
        return Models.build(family, c, p, ops, adapters);
    }

    private static Config fields(@Nullable ModelSource source) {
        if (source == null) {
            throw new IllegalStateException("no source");
        }
        return source.fields();
    }

    private static JsonNode json(@Nullable ModelSource source) {
        if (source == null) {
            throw new IllegalStateException("no source");
        }
        return source.config();
    }

    private static Path configFile(Path path) {
        return Files.isDirectory(path) ? path.resolve("config.json") : path;
    }

    private static Predicate<String> taught(Recipe recipe, boolean adapted) {
        List<String> frozen = recipe.freeze();
        return name -> !adapted && frozen.stream().noneMatch(pattern -> NamePattern.matches(pattern, name));
    }

    private static TrainableAdapters adapters(Options a, long seed, RowLayout rows) {
        return new TrainableAdapters(
                new LoraConfig(
                        Math.toIntExact(a.whole("rank")),
                        a.number("alpha"),
                        a.flag("rslora"),
                        a.flag("dora"),
                        a.texts("targets")),
                seed,
                rows);
    }

    /** What the run changes. */
    List<Trainable> taught() {
        List<Trainable> all = new ArrayList<>(parameters.trainables());
        if (adapters != null) {
            all.addAll(adapters.trainables());
        }
        if (all.isEmpty()) {
            throw new FormatException("the recipe freezes every parameter; leave some to teach");
        }
        return all;
    }

    /** The model, if it is of the kind that an objective teaches. */
    <M> M as(Class<M> kind, String objective) {
        if (!kind.isInstance(model)) {
            throw new FormatException(
                    "the objective %s needs a %s, which this model is not".formatted(objective, kind.getSimpleName()));
        }
        return kind.cast(model);
    }
}
