package org.menura.format.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.MappedFile;
import org.menura.format.hf.quant.QuantizedWeights;
import org.menura.format.json.Json;

/**
 * A model as transformers saves it: a folder with a config, weights and what belongs to its tokenizer. Nothing is read
 * before it is asked for.
 *
 * <p>A single file of weights will do as well; then the folder is the one in which it lies.
 */
public final class HfFolder {
    private static final List<String> TEXT_FILES = List.of(
            "tokenizer.json",
            "tokenizer.model",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "vocab.txt",
            "spiece.model",
            "sentencepiece.bpe.model",
            "chat_template.jinja",
            "chat_template.json",
            "generation_config.json");

    private final Path folder;
    private final @Nullable Path weights;

    private HfFolder(Path folder, @Nullable Path weights) {
        this.folder = folder;
        this.weights = weights;
    }

    /**
     * Opens a model folder, or a file of weights.
     *
     * @throws FormatException if {@code path} is a file of another kind
     * @throws UncheckedIOException if it does not exist
     */
    public static HfFolder open(Path path) {
        if (Files.isDirectory(path)) {
            return new HfFolder(path, null);
        }
        if (!Files.exists(path)) {
            throw MappedFile.missing(path);
        }
        if (!WeightFiles.isWeights(path)) {
            throw new FormatException(path
                    + " is neither a model folder nor a file of weights (.gguf, .safetensors, .bin, .pth, .pt, .onnx)");
        }
        return new HfFolder(Objects.requireNonNull(path.toAbsolutePath().getParent()), path);
    }

    /** Returns the folder. */
    public Path path() {
        return folder;
    }

    /** Returns the path of a file of the folder, whether it exists or not. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Returns whether there is a {@code config.json}. */
    public boolean hasConfig() {
        return Files.exists(file("config.json"));
    }

    /**
     * Returns the content of {@code config.json}, an object, without what it says about quantised weights:
     * {@link #weights} are decoded.
     *
     * @throws FormatException if there is none, or it is no JSON object
     */
    public JsonNode config() {
        JsonNode config = object("config.json");
        if (config == null) {
            throw new FormatException(folder + " holds no config.json, which says what architecture the model has");
        }
        return QuantizedWeights.plain(config);
    }

    /** Returns the content of {@code generation_config.json}, an object, or null if there is none. */
    public @Nullable JsonNode generationConfig() {
        return object("generation_config.json");
    }

    /** Returns the content of {@code tokenizer_config.json}, an object, or null if there is none. */
    public @Nullable JsonNode tokenizerConfig() {
        return object("tokenizer_config.json");
    }

    /** Returns the default chat template, for which that of tool calls stands where it is alone; null if there is none. */
    public @Nullable String chatTemplate() {
        SequencedMap<String, String> all = chatTemplates();
        String usual = all.get("default");
        return usual == null ? all.get("tool_use") : usual;
    }

    /** Returns all chat templates by name: {@code default}, and others such as {@code tool_use} and {@code rag}. */
    public SequencedMap<String, String> chatTemplates() {
        return Collections.unmodifiableSequencedMap(ChatTemplates.find(folder, tokenizerConfig()));
    }

    /**
     * Returns the special tokens that the tokenizer's configuration or {@code special_tokens_map.json} name, by name, such
     * as {@code bos_token}.
     */
    public Map<String, String> specialTokens() {
        Map<String, String> tokens = new LinkedHashMap<>();
        JsonNode config = tokenizerConfig();
        for (JsonNode named : Arrays.asList(object("special_tokens_map.json"), config)) {
            if (named != null) {
                named.properties().stream()
                        .filter(e -> e.getKey().endsWith("_token"))
                        .forEach(e -> addToken(e.getKey(), e.getValue(), tokens));
            }
        }
        if (config != null) {
            config.path("extra_special_tokens").properties().forEach(e -> addToken(e.getKey(), e.getValue(), tokens));
        }
        return tokens;
    }

    private static void addToken(String name, JsonNode token, Map<String, String> to) {
        JsonNode content = token.isObject() ? token.path("content") : token;
        if (content.isTextual()) {
            to.put(name, content.textValue());
        }
    }

    /** Returns the files of the folder about text: tokenizer, chat templates and generation settings. */
    public List<Path> textFiles() {
        return TEXT_FILES.stream().map(this::file).filter(Files::isRegularFile).toList();
    }

    /** Returns whether a file of the folder can hold weights. */
    public boolean hasWeights() {
        return files().stream().anyMatch(WeightFiles::isWeights);
    }

    /** Returns the files of the folder beside the config and the weights with their index and quantisation. */
    public List<Path> otherFiles() {
        return files().stream()
                .filter(f -> !WeightFiles.isWeights(f) && !WeightFiles.isIndex(f) && !f.endsWith("config.json"))
                .filter(f -> !QuantizedWeights.isSettings(f.getFileName().toString()))
                .toList();
    }

    private List<Path> files() {
        try (Stream<Path> content = Files.list(folder)) {
            return content.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Opens the weights: {@code model.safetensors}, its shards, {@code pytorch_model.bin}, its shards, or else the only
     * file in the folder that holds weights. Where the config says that they are quantised, each is decoded when it is
     * asked for.
     *
     * @throws FormatException if there are none, they are damaged, or quantised in a way that is not supported
     */
    public Checkpoint weights() {
        Checkpoint stored = weights == null ? WeightFiles.find(folder) : WeightFiles.open(weights);
        JsonNode config = object("config.json");
        return config == null ? stored : QuantizedWeights.decoded(stored, config, this::object);
    }

    private @Nullable JsonNode object(String name) {
        Path file = file(name);
        if (!Files.exists(file)) {
            return null;
        }
        JsonNode node = Json.parse(file);
        if (!node.isObject()) {
            throw new FormatException(file + " must hold a JSON object");
        }
        return node;
    }
}
