package org.menura.train.setup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.NamedTemplates;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.hf.HfFolder;
import org.menura.format.hf.ProcessorFiles;
import org.menura.format.hf.quant.QuantizedWeights;
import org.menura.format.json.Json;
import org.menura.generate.prompt.Processors;
import org.menura.model.Config;
import org.menura.model.load.ModelSource;
import org.menura.model.vision.ImageProcessor;
import org.menura.train.schema.Options;

/**
 * The files of a run's model: config, weights, tokenizer, and the processor configs of images and audio.
 *
 * @param model the recipe's section of that name
 * @param tokenizer a folder, a tokenizer's file or a GGUF file
 */
public record ModelFiles(Options model, Path tokenizer) {
    private static final List<String> KEYS = List.of("config", "checkpoint");

    private static final Set<String> MODEL_ENDINGS =
            Set.of("json", "safetensors", "bin", "pt", "pth", "gguf", "onnx", "model");

    /**
     * Makes the files that a recipe names.
     *
     * @param tokenizer if the recipe names it; else it lies where the model does
     */
    public static ModelFiles of(Options model, Optional<Path> tokenizer) {
        return new ModelFiles(
                model,
                tokenizer.orElseGet(
                        () -> model.has("checkpoint") ? model.path("checkpoint") : folder(model.path("config"))));
    }

    private static Path folder(Path path) {
        Path parent = path.getParent();
        return Files.isDirectory(path) || parent == null ? path : parent;
    }

    /** A path of the section, or null if it is not given. */
    @Nullable
    Path path(String key) {
        return model.has(key) ? model.path(key) : null;
    }

    /**
     * The source of the chat template that the recipe names, or null.
     *
     * @throws FormatException if there is none of that name
     */
    @Nullable
    String chatTemplate() {
        Path file = path("chat_template");
        if (file == null) {
            return null;
        }
        return NamedTemplates.source(
                Files.exists(file) ? file.toString() : file.getFileName().toString());
    }

    /** The model's folders, in the order of some keys. */
    private Stream<Path> folders(List<String> keys) {
        return keys.stream().filter(model::has).map(model::path).map(ModelFiles::folder);
    }

    /** Where files of the model may lie. */
    private List<Path> homes() {
        return Stream.concat(Stream.of(folder(tokenizer)), folders(KEYS.reversed()))
                .toList();
    }

    /**
     * Returns the folder of the image and audio processor configs: the first that has one, or else the tokenizer's.
     */
    public Path processors() {
        return homes().stream().filter(Processors::areIn).findFirst().orElse(tokenizer);
    }

    /** Returns the generators' folders beside a model with other outputs than text. */
    public List<Path> generators() {
        List<Path> all = new ArrayList<>();
        for (Path home : homes()) {
            if (all.isEmpty() && Files.isRegularFile(home.resolve("config.json"))) {
                for (JsonNode output : Json.parse(home.resolve("config.json")).path("outputs")) {
                    Path folder = home.resolve(output.path("generator").asText("generator"));
                    if (output.isObject() && Files.isDirectory(folder)) {
                        all.add(folder);
                    }
                }
            }
        }
        return all;
    }

    /**
     * Returns the image processor config of an encoder: its folder's, or its family's default in the size of its
     * config.
     */
    public JsonNode pictures(JsonNode config) {
        Optional<ProcessorFiles.Description> found = folders(KEYS.reversed())
                .flatMap(p -> ProcessorFiles.pictures(p).stream())
                .findFirst();
        if (found.isPresent()) {
            return found.get().fields();
        }
        boolean siglip = config.path("model_type").asText().startsWith("siglip");
        JsonNode vision = config.has("vision_config") ? config.path("vision_config") : config;
        int size = vision.path("image_size").asInt(224);
        if (size < 1) {
            throw new FormatException(
                    "the model's config has the image_size %d; pictures need one above 0".formatted(size));
        }
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description.put("image_processor_type", siglip ? "SiglipImageProcessor" : "CLIPImageProcessor");
        if (siglip) {
            description.putObject("size").put("height", size).put("width", size);
        } else {
            description.putObject("size").put("shortest_edge", size);
            description.putObject("crop_size").put("height", size).put("width", size);
        }
        return description;
    }

    /** Makes the image processor of an encoder. */
    public ImageProcessor processor(JsonNode config) {
        return ImageProcessor.of(new Config(pictures(config), ProcessorFiles.ONE));
    }

    /** Returns the file that the recipe's key config names, or that lies in the folder it names. */
    static Path configFile(Path path) {
        return Files.isDirectory(path) ? path.resolve("config.json") : path;
    }

    /** Reads the config of a model whose weights will be floats. */
    static JsonNode config(Path file) {
        return QuantizedWeights.plain(Json.parse(file));
    }

    /** Opens weights beside a config of their own or, as in the checkpoints of a ledger, without one. */
    static ModelSource weights(Path path, JsonNode config) {
        HfFolder folder = GgufFile.isGguf(path) ? null : HfFolder.open(path);
        return folder == null || folder.hasConfig()
                ? ModelSource.open(path)
                : new ModelSource(path, config, folder.weights(), folder, null);
    }

    /** Opens the model as it is before training; null if its weights are new. */
    public @Nullable ModelSource start() {
        Path config = path("config");
        Path checkpoint = path("checkpoint");
        if (checkpoint == null || config == null) {
            return checkpoint == null ? null : ModelSource.open(checkpoint);
        }
        JsonNode given = config(configFile(config));
        ModelSource stored = weights(checkpoint, given);
        return new ModelSource(checkpoint, given, stored.weights(), stored.folder(), stored.gguf());
    }

    /** Lists the model's files that a run reads. */
    public List<Path> modelInputs() {
        List<Path> all = new ArrayList<>();
        KEYS.forEach(key -> all.addAll(inputs(model, key)));
        return all;
    }

    /** Lists the files of the tokenizer, the chat template and the image and audio processors. */
    public List<Path> textInputs() {
        List<Path> all = new ArrayList<>(listed(tokenizer, ModelFiles::isTokenizer));
        Path template = path("chat_template");
        if (template != null && Files.isRegularFile(template)) {
            all.add(template);
        }
        for (String name : ProcessorFiles.FILES) {
            Path file = processors().resolve(name);
            if (Files.isRegularFile(file)) {
                all.add(file);
            }
        }
        for (Path generator : generators()) {
            try (Stream<Path> content = Files.walk(generator)) {
                content.filter(Files::isRegularFile).forEach(all::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    /** Lists the files of the model that a key of a section names; empty if the key is not given. */
    public static List<Path> inputs(Options options, String key) {
        if (!options.has(key)) {
            return List.of();
        }
        Path path = options.path(key);
        return listed(
                key.equals("config") ? configFile(path) : path,
                name -> MODEL_ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1)));
    }

    private static List<Path> listed(Path path, Predicate<String> wanted) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> content = Files.list(path)) {
            return content.filter(Files::isRegularFile)
                    .filter(p -> wanted.test(p.getFileName().toString().toLowerCase(Locale.ROOT)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isTokenizer(String name) {
        return TextProcessor.FILES.contains(name)
                || name.startsWith("tokenizer")
                || name.contains("vocab")
                || name.equals("merges.txt")
                || name.equals("added_tokens.json");
    }
}
