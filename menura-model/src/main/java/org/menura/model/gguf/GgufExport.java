package org.menura.model.gguf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
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
import org.menura.model.layer.RopeFrequencies;
import org.menura.model.layer.RopeScaling;
import org.menura.tensor.DType;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** Writes Hugging Face checkpoints as GGUF files, as llama.cpp's converter does. */
public final class GgufExport {
    private static final int QUANTIZATION_VERSION = 2;
    /** Written where a model has no vocabulary at all, only ids. */
    private static final String NO_VOCABULARY = "none";

    private GgufExport() {}

    /**
     * Writes a model; {@code out} appears when it is complete.
     *
     * @param folder where tokenizer and chat template are, or null for neither
     * @throws FormatException if GGUF has no architecture for the model, or no way to say a field of its config
     * @throws IOException if {@code out} can't be written
     */
    public static void write(
            Config config,
            Checkpoint weights,
            @Nullable HfFolder folder,
            String name,
            Path out,
            FileType type,
            GgufWriter.Progress progress)
            throws IOException {
        GgufFamily family = GgufModels.ofConfig(config);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("general.architecture", family.architecture());
        metadata.put("general.type", "model");
        metadata.put("general.name", name);
        family.metadata(config, metadata);
        metadata.put("general.file_type", type.number());
        metadata.put("general.quantization_version", QUANTIZATION_VERSION);
        SequencedMap<String, TensorEntry> tensors = tensors(family, config, weights);
        vocabulary(folder, tensors, metadata);
        GgufWriter.write(out, metadata, typed(tensors, type, family.architecture(), metadata), progress);
    }

    private static void vocabulary(
            @Nullable HfFolder folder, SequencedMap<String, TensorEntry> tensors, Map<String, Object> metadata) {
        TensorEntry table = tensors.get("token_embd.weight");
        if (folder == null || table == null || !Tokenizers.isIn(folder.path())) {
            metadata.put("tokenizer.ggml.model", NO_VOCABULARY);
            return;
        }
        metadata.putAll(GgufVocabularyWriter.fromFolder(folder.path(), table.shape().dim(0)));
        String template = folder.chatTemplate();
        if (template != null) {
            metadata.put("tokenizer.chat_template", template);
        }
    }

    /** The tensors that the checkpoint has, by their GGUF names. */
    private static SequencedMap<String, TensorEntry> tensors(GgufFamily family, Config config, Checkpoint weights) {
        SequencedMap<String, TensorEntry> out = new LinkedHashMap<>();
        for (Mapping m : family.mappings(config, false)) {
            List<String> names = present(m, weights);
            if (names.isEmpty()) {
                continue;
            }
            List<Shape> shapes = names.stream().map(weights::shape).toList();
            out.put(
                    m.gguf(),
                    new TensorEntry(
                            weights.dtype(names.getFirst()),
                            m.conversion().ggufShape(shapes),
                            () -> m.conversion().toGguf(names.stream().map(weights::tensor).toList())));
        }
        Tensor factors = ropeFactors(config);
        if (factors != null) {
            out.put("rope_freqs.weight", TensorEntry.of(factors));
        }
        return out;
    }

    private static List<String> present(Mapping m, Checkpoint weights) {
        List<String> out = new ArrayList<>();
        for (String name : m.huggingFace()) {
            if (weights.has(name)) {
                out.add(name);
            }
        }
        if (!out.isEmpty() && out.size() < m.huggingFace().size()) {
            throw new FormatException("%s has %d of the %d tensors that become %s"
                    .formatted(weights.source(), out.size(), m.huggingFace().size(), m.gguf()));
        }
        return out;
    }

    /** What llama3's scaling divides each frequency by; null for other kinds. */
    private static @Nullable Tensor ropeFactors(Config config) {
        Config scaling = config.object(config.has("rope_scaling") ? "rope_scaling" : "rope_parameters");
        if (scaling == null || !scaling.text(scaling.firstOf("rope_type", "type"), "default").equals("llama3")) {
            return null;
        }
        int dim = config.positive("head_dim", config.positive("hidden_size") / config.positive("num_attention_heads"));
        double base = GgufKeys.ropeBase(config, 10000);
        float[] plain = RopeFrequencies.of(base, dim).inverse();
        float[] scaled = RopeScaling.of(config, scaling, dim, base).apply(1).inverse();
        float[] factors = new float[plain.length];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = plain[i] / scaled[i];
        }
        return Tensor.of(factors, factors.length);
    }

    private static SequencedMap<String, TensorEntry> typed(
            SequencedMap<String, TensorEntry> tensors, FileType type, String architecture, Map<String, Object> metadata) {
        TensorTypes types = new TensorTypes(
                type,
                architecture,
                (Integer) metadata.getOrDefault(architecture + ".block_count", 0),
                (Integer) metadata.getOrDefault(architecture + ".expert_count", 0),
                tensors.keySet());
        SequencedMap<String, TensorEntry> out = new LinkedHashMap<>();
        tensors.forEach((name, t) -> {
            DType chosen = types.choose(name, t.shape(), DType.F32);
            out.put(name, new TensorEntry(chosen, t.shape(), t.tensor()));
        });
        return out;
    }
}
