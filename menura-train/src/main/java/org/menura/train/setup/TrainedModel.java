package org.menura.train.setup;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.DualEncoder;
import org.menura.model.EncoderDecoder;
import org.menura.model.TextEncoder;
import org.menura.model.adapter.TaskConfig;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.model.weights.HeadNames;
import org.menura.model.weights.Parameters;
import org.menura.model.weights.RandomParameters;
import org.menura.model.weights.RowLayout;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.Parameter;
import org.menura.train.TrainableParameters;
import org.menura.train.lora.LoraConfig;
import org.menura.train.lora.TrainableAdapters;
import org.menura.train.schema.NamePattern;
import org.menura.train.schema.Options;
import org.menura.train.task.DiffusionModel;

/**
 * The model that a run trains.
 *
 * @param model a {@link org.menura.model.CausalModel}, {@link org.menura.model.TextEncoder} or {@link
 *     org.menura.model.EncoderDecoder}
 * @param config as it is saved
 * @param parameters all parameters
 * @param adapters adapters that are trained in the weights' place, or null
 * @param ops the backend of the model
 */
public record TrainedModel(
        Object model,
        JsonNode config,
        TrainableParameters parameters,
        @Nullable TaskAdapters adapters,
        GradBackend ops) {
    private static final Map<Class<?>, String> KINDS = Map.of(
            CausalModel.class, "a decoder that writes texts, such as Llama",
            TextEncoder.class, "a text encoder, such as BERT",
            EncoderDecoder.class, "an encoder-decoder, such as T5",
            DualEncoder.class, "an encoder of pictures and texts, such as CLIP",
            Autoencoder.class, "an autoencoder of pictures",
            DiffusionModel.class, "a denoiser with an autoencoder and a text encoder");

    /**
     * Builds the model that a recipe describes.
     *
     * @param head that the objective needs; null if a language model's own will do
     */
    public static TrainedModel of(ModelSetup setup, @Nullable TaskHead head) {
        Options model = setup.files().model();
        Start start = Start.of(setup.files().path("config"), setup.files().path("checkpoint"), model.parts("parts"));
        AdapterModules modules = AdapterModules.of(setup.adapter(), start.checkpoint());
        ModelSource replaced = modules.source();
        if (replaced != null) {
            start = new Start(replaced.config(), start.source(), replaced, start.parts());
        }
        RowLayout rows =
                start.checkpoint() == null ? RowLayout.SAME : start.checkpoint().rows();
        TaskAdapters adapters = setup.adapter()
                .map(a -> new TaskAdapters(IntStream.range(0, setup.adapters())
                        .mapToObj(i -> adapters(a, modules.start(), setup.seed() + i, rows))
                        .toList()))
                .orElse(null);
        List<String> frozen = setup.frozen();
        ModelSource stored = start.checkpoint();
        Predicate<String> taught = adapters == null
                ? name -> !NamePattern.anyMatches(frozen, name)
                : name -> (HeadNames.isOfLabels(name) || modules.isTrained(name) || isNew(head, stored, name))
                        && !NamePattern.anyMatches(frozen, name);
        return start.build(head, model.whole("init_seed"), taught, adapters, setup.ops());
    }

    /** Whether a parameter belongs to a head that the checkpoint lacks: random numbers that an adapter alone can't mend. */
    private static boolean isNew(@Nullable TaskHead head, @Nullable ModelSource stored, String name) {
        return head != null
                && stored != null
                && HeadNames.isOfHead(name)
                && !stored.weights().has(name);
    }

    /**
     * Builds a model with one score for each row, of which all parameters are trained, or the head alone.
     *
     * @param config of a new model, or null
     * @param checkpoint the checkpoint that it begins with, or null
     */
    public static TrainedModel scorer(
            @Nullable Path config, @Nullable Path checkpoint, long seed, boolean headOnly, GradBackend ops) {
        Predicate<String> taught = headOnly ? HeadNames::isOfLabels : _ -> true;
        return Start.of(config, checkpoint, List.of()).build(TaskHead.SCORE, seed, taught, null, ops);
    }

    /** What a model begins with: a config, a checkpoint or both, or a config and parts of checkpoints. */
    private record Start(
            JsonNode config, String source, @Nullable ModelSource checkpoint, List<Options> parts) {
        static Start of(@Nullable Path config, @Nullable Path checkpoint, List<Options> parts) {
            if (config != null) {
                Path file = ModelFiles.configFile(config);
                JsonNode json = ModelFiles.config(file);
                ModelSource stored = checkpoint == null ? null : ModelFiles.weights(checkpoint, json);
                return new Start(json, file.toString(), stored, parts);
            }
            ModelSource source = checkpoint == null ? null : ModelSource.open(checkpoint);
            if (source == null) {
                throw new FormatException("the recipe names no model: give model.config or model.checkpoint");
            }
            return new Start(source.config(), source.fields().source(), source, parts);
        }

        TrainedModel build(
                @Nullable TaskHead head,
                long seed,
                Predicate<String> taught,
                @Nullable TaskAdapters adapters,
                GradBackend ops) {
            JsonNode headed = head == null ? config : head.applied(config);
            Config fields = new Config(headed, source);
            Parameters start = new RandomParameters(seed);
            if (checkpoint != null) {
                Parameters stored = new CheckpointParameters(checkpoint.weights());
                boolean others = head != null && !head.isIn(checkpoint.config());
                start = head == null ? stored : new HeadedParameters(stored, start, others);
            } else if (!parts.isEmpty()) {
                Parameters stored = new PartedParameters(parts, start);
                start = head == null ? stored : new HeadedParameters(stored, start, false);
            }
            TrainableParameters parameters = new TrainableParameters(start, taught);
            Adapters updates = adapters == null ? Adapters.NONE : adapters;
            Object model = Models.build(ModelKind.ANY, fields, parameters, ops, updates);
            Set<String> names = parameters.all().keySet();
            if (head != null && !head.labels().isEmpty() && names.stream().noneMatch(HeadNames::isOfLabels)) {
                throw new FormatException("%s: a %s has no head for classes here; BERT, RoBERTa and Llama's family have"
                        .formatted(source, fields.text("model_type", "model")));
            }
            return new TrainedModel(model, headed, parameters, adapters, ops);
        }
    }

    private static TrainableAdapters adapters(Options a, @Nullable PeftAdapter start, long seed, RowLayout rows) {
        return start == null
                ? new TrainableAdapters(AdapterOptions.config(a), seed, rows)
                : new TrainableAdapters(LoraConfig.of(start).withDropout(a.number("dropout")), start, rows);
    }

    /**
     * Returns the parameters that a task of the run trains.
     *
     * @param task its number; 0 in a run without a sequence of tasks
     */
    public List<Parameter> taught(int task) {
        List<Parameter> all = new ArrayList<>(parameters.trainables());
        if (adapters != null) {
            List<Parameter> own =
                    adapters.trainables(Math.min(task, adapters.all().size() - 1));
            if (own.isEmpty()) {
                throw new FormatException(
                        "adapter.targets fit no linear layer of the model; name some, such as q_proj");
            }
            all.addAll(own);
        }
        if (all.isEmpty()) {
            throw new FormatException("the recipe freezes every parameter; leave some to teach");
        }
        return all;
    }

    /** Returns the maximum number of positions in the config; 0 if it has none. */
    public int positions() {
        JsonNode text = config.has("max_position_embeddings") ? config : config.path("text_config");
        return Math.max(0, text.path("max_position_embeddings").asInt());
    }

    /** Returns the parameters that any task trains. */
    public List<Parameter> allTaught() {
        List<Parameter> all = new ArrayList<>(parameters.trainables());
        if (adapters != null) {
            for (int i = 0; i < adapters.all().size(); i++) {
                all.addAll(adapters.trainables(i));
            }
        }
        return all;
    }

    /** Returns the labels of the model's classes, in their order. */
    public List<String> labels() {
        return TaskConfig.labels(config);
    }

    /** Returns the model if it is multimodal, or null. */
    public @Nullable MultimodalModel senses() {
        return model instanceof MultimodalModel m ? m : null;
    }

    /** Returns the model as the kind that an objective trains; of a multimodal one, its backbone. */
    public <M> M as(Class<M> kind, String objective) {
        if (model instanceof MultimodalModel m && kind.isInstance(m.backbone())) {
            return kind.cast(m.backbone());
        }
        if (!kind.isInstance(model)) {
            String type =
                    config.path("model_type").asText(config.path("_class_name").asText());
            throw new FormatException("the objective %s needs %s, which %s is not"
                    .formatted(
                            objective,
                            KINDS.getOrDefault(kind, "another kind of model"),
                            type.isEmpty() ? "this model" : "this model (%s)".formatted(type)));
        }
        return kind.cast(model);
    }
}
