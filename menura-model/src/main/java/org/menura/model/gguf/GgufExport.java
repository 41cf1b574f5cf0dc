package org.menura.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufWriter;
import org.menura.format.gguf.TensorTypes;
import org.menura.format.hf.HfFolder;
import org.menura.format.tokenizer.GgufVocabularyWriter;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.model.Config;
import org.menura.model.weights.CheckpointParameters;
import org.menura.tensor.Shape;
import org.menura.tensor.dtype.DType;

/** Writes Hugging Face checkpoints as GGUF files, as llama.cpp's converter does. */
public final class GgufExport {
    /** The names that {@code generation_config.json} has for GGUF's keys of sampling, as llama.cpp's converter pairs them. */
    public static final SortedMap<String, String> SAMPLING = Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(
            "general.sampling.temp", "temperature",
            "general.sampling.top_k", "top_k",
            "general.sampling.top_p", "top_p",
            "general.sampling.min_p", "min_p",
            "general.sampling.penalty_repeat", "repetition_penalty")));

    private static final int QUANTIZATION_VERSION = 2;
    /** Written where a model has no vocabulary at all, only ids. */
    private static final String NO_VOCABULARY = "none";

    private GgufExport() {}

    /** Writes a model whose tokens are pooled in no way that the file says; see below. */
    public static void write(
            Config config,
            Checkpoint weights,
            @Nullable HfFolder folder,
            String name,
            Path out,
            FileType type,
            GgufWriter.Progress progress)
            throws IOException {
        write(config, weights, folder, 0, name, out, type, progress);
    }

    /**
     * Writes a model; {@code out} appears when it is complete.
     *
     * @param folder where tokenizer and chat template are, or null for neither
     * @param pooling how tokens become one vector, by llama.cpp's number; 0 for nothing said of it
     * @throws FormatException if GGUF has no architecture for the model, or no way to say a field of its config
     * @throws IOException if {@code out} can't be written
     */
    public static void write(
            Config config,
            Checkpoint weights,
            @Nullable HfFolder folder,
            int pooling,
            String name,
            Path out,
            FileType type,
            GgufWriter.Progress progress)
            throws IOException {
        GgufFamily family = GgufModels.ofConfig(config);
        Map<String, Object> metadata = metadata(family, config, "model", name, type);
        SequencedMap<String, TensorEntry> tensors = tensors(family, config, weights);
        vocabulary(folder, tensors, metadata);
        sampling(folder, metadata);
        if (pooling > 0) {
            metadata.put(family.architecture() + ".pooling_type", pooling);
        }
        GgufWriter.write(out, metadata, typed(tensors, type, metadata), progress);
    }

    /** Returns the metadata of a file: what every file says of itself, then what the family says. */
    static Map<String, Object> metadata(GgufFamily family, Config config, String kind, String name, FileType type) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("general.architecture", family.architecture());
        metadata.put("general.type", kind);
        metadata.put("general.name", name);
        GgufKeys keys = new GgufKeys(family.architecture(), metadata);
        family.metadata(config, keys);
        if (!config.flag("is_causal", true)) {
            keys.flag("attention.causal", false);
        }
        metadata.put("general.file_type", type.number());
        metadata.put("general.quantization_version", QUANTIZATION_VERSION);
        return metadata;
    }

    private static void vocabulary(
            @Nullable HfFolder folder, SequencedMap<String, TensorEntry> tensors, Map<String, Object> metadata) {
        TensorEntry table = tensors.get("token_embd.weight");
        if (folder == null || table == null || !Tokenizers.isIn(folder.path())) {
            metadata.put("tokenizer.ggml.model", NO_VOCABULARY);
            return;
        }
        metadata.putAll(
                GgufVocabularyWriter.fromFolder(folder.path(), table.shape().dim(0)));
        String template = folder.chatTemplate();
        if (template != null) {
            metadata.put("tokenizer.chat_template", template);
        }
    }

    private static void sampling(@Nullable HfFolder folder, Map<String, Object> metadata) {
        JsonNode generation = folder == null ? null : folder.generationConfig();
        if (generation == null) {
            return;
        }
        SAMPLING.forEach((key, name) -> {
            JsonNode value = generation.path(name);
            if (value.isNumber()) {
                metadata.put(key, name.equals("top_k") ? (Object) value.intValue() : (Object) value.floatValue());
            }
        });
    }

    /** Returns the checkpoint's tensors by their GGUF names. */
    static SequencedMap<String, TensorEntry> tensors(GgufFamily family, Config config, Checkpoint weights) {
        SequencedMap<String, TensorEntry> out = new LinkedHashMap<>();
        Layout layout = family.layout(config, false);
        Set<String> used = new HashSet<>();
        for (Mapping m : layout.mappings()) {
            if (!m.isWritten()) {
                continue;
            }
            List<String> names = present(m, weights, family.basePrefix(config));
            if (!names.isEmpty()) {
                out.put(m.gguf(), converted(m, weights, names));
                used.addAll(names);
            } else if (m.use() == Mapping.Use.REQUIRED) {
                throw new FormatException("%s holds no tensor %s"
                        .formatted(weights.source(), m.huggingFace().getFirst()));
            }
        }
        refuseUnused(family, config, layout, weights, used);
        if (family.hasRopeFactors()) {
            GgufRope.factors(config, 10000).forEach((name, t) -> out.put(name, TensorEntry.of(t)));
        }
        return out;
    }

    /**
     * Lists the heads of a model that files of its architecture have no place for, such as {@code classifier} of an encoder
     * that tags words.
     */
    public static List<String> headsLeftOut(Config config, Checkpoint weights) {
        GgufFamily family = GgufModels.ofConfig(config);
        Layout layout = family.layout(config, false);
        String prefix = family.basePrefix(config);
        Set<String> used = layout.mappings().stream()
                .filter(Mapping::isWritten)
                .flatMap(m -> present(m, weights, prefix).stream())
                .collect(Collectors.toSet());
        return weights.names().stream()
                .filter(n -> !used.contains(n) && forms(n, prefix).anyMatch(layout::leavesOutHead))
                .map(n -> n.replaceFirst("\\..*", ""))
                .distinct()
                .toList();
    }

    private static TensorEntry converted(Mapping m, Checkpoint weights, List<String> names) {
        List<Shape> shapes = names.stream().map(weights::shape).toList();
        try {
            return new TensorEntry(
                    weights.dtype(names.getFirst()),
                    m.conversion().ggufShape(shapes),
                    () -> m.conversion()
                            .toGguf(names.stream().map(weights::tensor).toList()));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new FormatException(
                    "%s: %s has the shape %s, which does not fit the config"
                            .formatted(weights.source(), names.getFirst(), shapes.getFirst()),
                    e);
        }
    }

    /** A name, without the prefix and with it. */
    private static Stream<String> forms(String name, String prefix) {
        return Stream.of(name, name.startsWith(prefix) ? name.substring(prefix.length()) : name, prefix + name);
    }

    /** The names of a mapping's tensors in the checkpoint, with or without the prefix; empty if it has none. */
    private static List<String> present(Mapping m, Checkpoint weights, String prefix) {
        List<String> out = new ArrayList<>();
        for (String name : m.huggingFace()) {
            forms(name, prefix).filter(weights::has).findFirst().ifPresent(out::add);
        }
        if (!out.isEmpty() && out.size() < m.huggingFace().size()) {
            throw new FormatException("%s has %d of the %d tensors that become %s"
                    .formatted(weights.source(), out.size(), m.huggingFace().size(), m.gguf()));
        }
        return out;
    }

    private static void refuseUnused(
            GgufFamily family, Config config, Layout layout, Checkpoint weights, Set<String> used) {
        List<String> unused = weights.names().stream()
                .filter(n -> !used.contains(n)
                        && forms(n, family.basePrefix(config)).noneMatch(layout::leavesOut)
                        && !CheckpointParameters.isBuffer(n))
                .limit(8)
                .toList();
        if (!unused.isEmpty()) {
            throw new FormatException("%s holds tensors that GGUF files of the architecture %s have no place for: %s"
                    .formatted(weights.source(), family.architecture(), String.join(", ", unused)));
        }
    }

    static SequencedMap<String, TensorEntry> typed(
            SequencedMap<String, TensorEntry> tensors, FileType type, Map<String, Object> metadata) {
        TensorTypes types = TensorTypes.of(type, metadata, tensors.keySet());
        SequencedMap<String, TensorEntry> out = new LinkedHashMap<>();
        tensors.forEach((name, t) -> {
            DType chosen = types.choose(name, t.shape(), DType.F32);
            out.put(name, new TensorEntry(chosen, t.shape(), t.tensor()));
        });
        return out;
    }
}
