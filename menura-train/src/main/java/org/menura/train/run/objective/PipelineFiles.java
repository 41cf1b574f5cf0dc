package org.menura.train.run.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.format.hf.quant.QuantizedWeights;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.generate.image.TextConditions;
import org.menura.model.Config;
import org.menura.model.TextEncoder;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.load.DiffusersFolder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.model.weights.Parameters;
import org.menura.model.weights.RandomParameters;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.TrainableParameters;
import org.menura.train.schema.NamePattern;
import org.menura.train.schema.Options;
import org.menura.train.setup.ModelFiles;
import org.menura.train.setup.ModelSetup;
import org.menura.train.setup.PartParameters;
import org.menura.train.setup.TrainedModel;
import org.menura.train.task.Conditions;
import org.menura.train.task.DiffusionModel;

/**
 * The files of a diffusion pipeline's parts: the folder of a pipeline, or each from a folder of its own.
 *
 * @param denoiser its config.json
 * @param weights of the denoiser; null for a new one
 * @param autoencoder a folder
 * @param textEncoder a folder
 * @param tokenizer a folder
 * @param scheduler a scheduler_config.json
 */
record PipelineFiles(
        Path denoiser, @Nullable Path weights, Path autoencoder, Path textEncoder, Path tokenizer, Path scheduler) {
    static final String UNET = "unet";
    static final String TEXT_ENCODER = "text_encoder";
    private static final String CONFIG = "config.json";
    private static final String CLIP = "clip";

    /** The parts of a pipeline whose tokenizer is known. */
    static PipelineFiles of(ModelFiles files, Options objective) {
        return of(files.model(), Optional.of(files.tokenizer()), objective);
    }

    /** Makes the files that a recipe names. */
    static PipelineFiles of(Options model, Optional<Path> named, Options objective) {
        Path checkpoint = model.has("checkpoint") ? model.path("checkpoint") : null;
        Path config = model.has("config") ? model.path("config") : null;
        List<Path> pipelines = Stream.of("checkpoint", "config")
                .filter(model::has)
                .map(model::path)
                .filter(DiffusersFolder::is)
                .toList();
        Path described = config == null ? checkpoint : config;
        if (described == null) {
            throw new FormatException("the recipe names no model: give model.config or model.checkpoint");
        }
        Path unet = DiffusersFolder.is(described) ? described.resolve(UNET) : described;
        Path textEncoder = part(objective, pipelines, "text_encoder", TEXT_ENCODER);
        Path beside = first(pipelines, "tokenizer");
        Path tokenizer = named.orElse(beside == null ? textEncoder : beside);
        return new PipelineFiles(
                Files.isDirectory(unet) ? unet.resolve(CONFIG) : unet,
                checkpoint == null || !DiffusersFolder.is(checkpoint) ? checkpoint : checkpoint.resolve(UNET),
                part(objective, pipelines, "autoencoder", "vae"),
                textEncoder,
                tokenizer,
                part(objective, pipelines, "scheduler", "scheduler/scheduler_config.json"));
    }

    private static Path part(Options objective, List<Path> pipelines, String key, String place) {
        if (objective.has(key)) {
            return objective.path(key);
        }
        Path found = first(pipelines, place);
        if (found == null) {
            throw new FormatException(
                    "the recipe names no %s; give objective.%1$s, or a pipeline's folder with %s as the model"
                            .formatted(key, place));
        }
        return found;
    }

    private static @Nullable Path first(List<Path> pipelines, String place) {
        return pipelines.stream()
                .map(p -> p.resolve(place))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }

    /** Lists all files of the parts. */
    List<Path> files() {
        List<Path> places = new ArrayList<>(List.of(autoencoder, textEncoder, tokenizer));
        if (weights != null) {
            places.add(weights);
        }
        List<Path> all = new ArrayList<>(List.of(denoiser, scheduler));
        for (Path place : places) {
            try (Stream<Path> content = Files.isDirectory(place) ? Files.list(place) : Stream.of(place)) {
                content.filter(Files::isRegularFile)
                        .filter(p -> !p.getFileName().toString().endsWith(".part"))
                        .forEach(all::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    /** The text encoder's config; of a CLIP, its text tower's. */
    JsonNode textConfig() {
        JsonNode config = HfFolder.open(textEncoder).config();
        if (!config.path("model_type").asText().equals(CLIP)) {
            return config;
        }
        ObjectNode tower = config.path("text_config").deepCopy();
        tower.put("model_type", "clip_text_model");
        tower.putArray("architectures").add("CLIPTextModel");
        return tower;
    }

    private Parameters textParameters() {
        HfFolder folder = HfFolder.open(textEncoder);
        Parameters stored = new CheckpointParameters(folder.weights());
        if (folder.config().path("model_type").asText().equals(CLIP)) {
            List.of("vision_model", "visual_projection", "text_projection").forEach(stored::skipAll);
            stored.skip("logit_scale");
        }
        return stored;
    }

    private Parameters denoiserParameters(long seed) {
        if (weights == null) {
            return new RandomParameters(seed);
        }
        Checkpoint stored = HfFolder.open(weights).weights();
        Parameters all = new CheckpointParameters(stored);
        boolean ofRun = stored.names().stream().anyMatch(n -> n.startsWith(UNET + "."));
        if (ofRun) { // a ledger's checkpoint, which may hold the text encoder too
            all.skipAll(TEXT_ENCODER);
        }
        return ofRun ? new PartParameters.Below(all, UNET) : all;
    }

    /** The model that a run teaches. */
    TrainedModel student(ModelSetup setup) {
        GradBackend ops = setup.ops();
        SequencedMap<String, Parameters> parts = new LinkedHashMap<>();
        parts.put(UNET, denoiserParameters(setup.files().model().whole("init_seed")));
        parts.put(TEXT_ENCODER, textParameters());
        List<String> frozen = setup.frozen();
        TrainableParameters all =
                new TrainableParameters(new PartParameters(parts), name -> !NamePattern.anyMatches(frozen, name));
        Config config = new Config(QuantizedWeights.plain(Json.parse(this.denoiser)), this.denoiser.toString());
        Denoiser denoiser =
                Models.build(ModelKind.DENOISER, config, new PartParameters.Below(all, UNET), ops, Adapters.NONE);
        Config textConfig = new Config(textConfig(), textEncoder.toString());
        TextEncoder encoder = Models.build(
                ModelKind.TEXT_ENCODER, textConfig, new PartParameters.Below(all, TEXT_ENCODER), ops, Adapters.NONE);
        all.finish();
        Autoencoder autoencoder = Models.open(ModelKind.AUTOENCODER, ModelSource.open(this.autoencoder), ops);
        if (denoiser.channels() != autoencoder.latentChannels() || denoiser.outChannels() != denoiser.channels()) {
            throw new FormatException("%s takes %d channels and says %d, but the latents of %s have %d"
                    .formatted(
                            this.denoiser,
                            denoiser.channels(),
                            denoiser.outChannels(),
                            this.autoencoder,
                            autoencoder.latentChannels()));
        }
        boolean learns = all.trainables().stream().anyMatch(t -> t.name().startsWith(TEXT_ENCODER + "."));
        if (!Tokenizers.isIn(tokenizer)) {
            throw new FormatException(
                    "%s is no folder with a tokenizer; name one with the key tokenizer".formatted(tokenizer));
        }
        DiffusionModel model = new DiffusionModel(
                denoiser,
                autoencoder,
                new Conditions(new TextConditions(encoder, tokenizer), ops, learns),
                new Config(Json.parse(scheduler), scheduler.toString()));
        model.scheduler(); // says what is wrong with it, if anything is
        return new TrainedModel(model, Json.parse(this.denoiser), all, null, ops);
    }
}
