package org.menura.format.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.json.Json;
import org.menura.format.pickle.PickleFile;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.tensor.Shape;

/**
 * A LoRA adapter as peft saves it: {@code adapter_config.json} beside {@code adapter_model.safetensors} or
 * {@code .bin}. A config field that changes the result and is not honoured is refused when the adapter is opened.
 */
public final class PeftAdapter {
    static final String CONFIG = "adapter_config.json";
    static final String PREFIX = "base_model.model.";
    private static final Pattern HALF =
            Pattern.compile("(?<module>.+)\\.lora_(?<embedding>embedding_)?(?<half>[AB])(\\.default)?(\\.weight)?");
    /** The file with the names of classes, which PEFT's format has no place for. */
    public static final String LABELS = "labels.json";

    private static final Pattern MAGNITUDE =
            Pattern.compile("(?<module>.+)\\.lora_magnitude_vector(\\.default)?(\\.weight)?");
    private static final Pattern TOKENS =
            Pattern.compile("(?<module>.+)\\.token_adapter\\.trainable_tokens_delta(\\.default)?");
    private static final Pattern BIAS = Pattern.compile("(?<module>.+)\\.lora_B(\\.default)?\\.bias");
    private static final Pattern WRAPPER =
            Pattern.compile("\\.(modules_to_save(\\.default)?|(token_adapter\\.)?base_layer)(?=\\.)");

    /** What a module was before it was saved whole; peft keeps it where it saves tables of tokens. */
    private static final String ORIGINAL = ".original_module.";

    private final String source;
    private final PeftConfig config;
    private final SequencedMap<String, LoraPair> pairs;
    private final SequencedMap<String, TensorEntry> replacements;
    private final SequencedMap<String, TensorChange> changes;
    private final List<String> labels;

    private PeftAdapter(
            String source,
            PeftConfig config,
            SequencedMap<String, LoraPair> pairs,
            SequencedMap<String, TensorEntry> replacements,
            SequencedMap<String, TensorChange> changes,
            List<String> labels) {
        this.source = source;
        this.labels = List.copyOf(labels);
        this.config = config;
        this.pairs = Collections.unmodifiableSequencedMap(pairs);
        this.replacements = Collections.unmodifiableSequencedMap(replacements);
        this.changes = Collections.unmodifiableSequencedMap(changes);
    }

    /**
     * Opens an adapter's folder.
     *
     * @throws FormatException if the adapter is incomplete, damaged, or of a kind that is not supported
     */
    public static PeftAdapter open(Path folder) {
        Path configFile = folder.resolve(CONFIG);
        if (!Files.exists(configFile)) {
            throw new FormatException("%s holds no %s, so it is no adapter".formatted(folder, CONFIG));
        }
        PeftConfig config = new PeftConfig(Json.parse(configFile), configFile.toString());
        return new Assembly(config, weights(folder), labels(folder.resolve(LABELS))).adapter();
    }

    /**
     * Creates an adapter of updates that another format holds.
     *
     * @param alpha the updates' scale times the rank; each has its own besides
     * @param pairs updates by the path of the module in the model
     */
    public static PeftAdapter of(String source, int rank, double alpha, SequencedMap<String, LoraPair> pairs) {
        PeftConfig config = PeftConfig.lora(rank, alpha, source);
        return new PeftAdapter(source, config, pairs, new LinkedHashMap<>(), new LinkedHashMap<>(), List.of());
    }

    private static List<String> labels(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        JsonNode named = Json.parse(file);
        List<String> labels = new ArrayList<>();
        named.forEach(label -> labels.add(label.asText()));
        if (!named.isArray() || labels.isEmpty()) {
            throw new FormatException(file + " should hold the names of an adapter's classes, as [\"no\", \"yes\"]");
        }
        return labels;
    }

    /** Returns the task that it was taught as PEFT calls it, such as {@code SEQ_CLS}; empty if the config does not say. */
    public String taskType() {
        return config.taskType();
    }

    /** Returns the names of the classes of its head; empty if {@value #LABELS} does not name them. */
    public List<String> labels() {
        return labels;
    }

    /** Returns updates by the path of the module in the model, such as {@code model.layers.0.self_attn.q_proj}. */
    public SequencedMap<String, LoraPair> pairs() {
        return pairs;
    }

    /** Whole tensors that take the place of the model's own of the same name: modules to save, and biases. */
    public SequencedMap<String, TensorEntry> replacements() {
        return replacements;
    }

    /** Returns changes of parts of the model's own tensors, by their names: rows of embeddings, and what biases gain. */
    public SequencedMap<String, TensorChange> changes() {
        return changes;
    }

    /** Returns whether it does more than update linear layers, so that it can't be chosen by request. */
    public boolean changesTensors() {
        return !replacements.isEmpty()
                || !changes.isEmpty()
                || pairs.values().stream().anyMatch(LoraPair::isEmbedding);
    }

    /** Returns the name of the base model in training, or null. */
    public @Nullable String baseModel() {
        return config.baseModel();
    }

    /** Returns the rank of updates that have none of their own. */
    public int rank() {
        return config.rank();
    }

    /** Returns the alpha of updates that have none of their own: their scale times the rank or its root. */
    public double alpha() {
        return config.alpha();
    }

    /** Returns whether updates are scaled by {@code alpha / sqrt(rank)}. */
    public boolean isRankStabilized() {
        return config.isRankStabilized();
    }

    /** Returns whether the adapter is a DoRA, which holds magnitudes apart from the updates. */
    public boolean isDora() {
        return config.isDora();
    }

    /** Returns which biases were trained whole: {@code none}, {@code all} or {@code lora_only}. */
    public String bias() {
        return config.bias();
    }

    /** Returns whether tied embeddings and output head stay tied: {@code ensure_weight_tying}. */
    public boolean tiesWeights() {
        return config.tiesWeights();
    }

    /** Returns the kind: {@code LoRA}, {@code rsLoRA}, {@code DoRA} or {@code rsLoRA with DoRA}. */
    public String kind() {
        String lora = config.isRankStabilized() ? "rsLoRA" : "LoRA";
        return !config.isDora() ? lora : config.isRankStabilized() ? lora + " with DoRA" : "DoRA";
    }

    /** Returns the name of the adapter's origin, for messages. */
    public String source() {
        return source;
    }

    private static Checkpoint weights(Path folder) {
        Path safetensors = folder.resolve("adapter_model.safetensors");
        if (Files.exists(safetensors)) {
            return SafetensorsFile.open(safetensors);
        }
        Path pickle = folder.resolve("adapter_model.bin");
        if (Files.exists(pickle)) {
            return PickleFile.open(pickle);
        }
        throw new FormatException(
                folder + " holds neither adapter_model.safetensors nor adapter_model.bin, the adapter's weights");
    }

    private record Assembly(PeftConfig config, Checkpoint weights, List<String> labels) {
        PeftAdapter adapter() {
            SequencedMap<String, LoraPair> pairs = new LinkedHashMap<>();
            SequencedMap<String, TensorEntry> replacements = new LinkedHashMap<>();
            SequencedMap<String, TensorChange> changes = new LinkedHashMap<>();
            Map<String, TensorEntry> magnitudes = magnitudes();
            for (String name : weights.names()) {
                String inModel = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
                Matcher half = HALF.matcher(inModel);
                Matcher tokens = TOKENS.matcher(inModel);
                Matcher bias = BIAS.matcher(inModel);
                if (half.matches()) {
                    String module = half.group("module");
                    boolean isEmbedding = half.group("embedding") != null;
                    if (!config.expertParameters().isEmpty() && ExpertPairs.isStacked(module)) {
                        pairs.putAll(experts(module, name, half.group("half")));
                        continue;
                    }
                    pairs.computeIfAbsent(
                            module, m -> pair(m, name, half.group("half"), isEmbedding, magnitudes.get(m)));
                } else if (tokens.matches()) {
                    changes.put(tokens.group("module") + ".weight", rows(tokens.group("module"), entry(name)));
                } else if (bias.matches()) {
                    String module = bias.group("module");
                    changes.put(module + ".bias", new TensorChange.Bias(entry(name), config.scale(module)));
                } else if (MAGNITUDE.matcher(inModel).matches() || inModel.contains(ORIGINAL)) {
                    continue;
                } else if (inModel.contains("lora_")) {
                    throw new FormatException(
                            "%s holds %s, which is no part of plain LoRA".formatted(weights.source(), name));
                } else {
                    replacements.put(WRAPPER.matcher(inModel).replaceAll(""), entry(name));
                }
            }
            if (pairs.isEmpty() && replacements.isEmpty() && changes.isEmpty()) {
                throw new FormatException(weights.source() + " holds no tensors of an adapter");
            }
            return new PeftAdapter(weights.source(), config, pairs, replacements, changes, labels);
        }

        /** Updates of stacked experts; both halves give the same. */
        private SequencedMap<String, LoraPair> experts(String module, String name, String half) {
            if (config.isDora()) {
                throw new FormatException(weights.source() + ": DoRA of stacked experts is not supported");
            }
            return ExpertPairs.of(
                    ExpertPairs.weight(module, config),
                    entry(other(name, half, "A")),
                    entry(other(name, half, "B")),
                    config,
                    weights.source());
        }

        /** The name of a half of an update. */
        private static String other(String name, String half, String wanted) {
            int at = name.lastIndexOf("_" + half) + 1;
            return name.substring(0, at) + wanted + name.substring(at + 1);
        }

        private TensorChange rows(String module, TensorEntry values) {
            int[] ids = config.tokens(module);
            if (values.shape().rank() != 2 || values.shape().size(0) != ids.length) {
                throw new FormatException("%s: the new rows of %s have shape %s, and trainable_token_indices names %d"
                        .formatted(weights.source(), module, values.shape(), ids.length));
            }
            return new TensorChange.Rows(ids, values);
        }

        /** Those of DoRA, by module. */
        private Map<String, TensorEntry> magnitudes() {
            Map<String, TensorEntry> out = new HashMap<>();
            for (String name : weights.names()) {
                Matcher m = MAGNITUDE.matcher(name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name);
                if (m.matches()) {
                    out.put(m.group("module"), entry(name));
                }
            }
            return out;
        }

        private LoraPair pair(
                String module, String name, String half, boolean isEmbedding, @Nullable TensorEntry magnitude) {
            TensorEntry a = entry(other(name, half, "A"));
            TensorEntry b = entry(other(name, half, "B"));
            int rank = config.rank(module);
            check(module, a.shape(), 0, rank);
            check(module, b.shape(), 1, rank);
            if (config.isDora() != (magnitude != null)
                    || magnitude != null
                            && magnitude.shape().elements() != b.shape().size(0)) {
                throw new FormatException(
                        "%s: use_dora is %s, and the magnitudes of %s have shape %s; DoRA has one per output"
                                .formatted(
                                        weights.source(),
                                        config.isDora(),
                                        module,
                                        magnitude == null ? "none" : magnitude.shape()));
            }
            return new LoraPair(a, b, config.scale(module), isEmbedding, config.fanInFanOut(), magnitude);
        }

        private void check(String module, Shape shape, int dimension, int rank) {
            if (shape.rank() != 2 || shape.size(dimension) != rank) {
                throw new FormatException("%s: the update of %s has shape %s where r or rank_pattern asks for rank %d"
                        .formatted(weights.source(), module, shape, rank));
            }
        }

        private TensorEntry entry(String name) {
            return TensorEntry.of(weights, name);
        }
    }
}
