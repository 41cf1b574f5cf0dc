package org.menura.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufWriter;
import org.menura.model.Config;

/**
 * The files that llama.cpp lays beside a language model so that it can see: a vision tower and a projector. They are
 * presented as those of a Hugging Face LLaVA or Idefics 3, and can be joined with a language model to a whole one.
 */
public final class Mmproj {
    private static final List<MmprojFamily> FAMILIES = List.of(new ClipGguf(), new Idefics3Gguf());
    static final String LANGUAGE_MODEL = "language_model.";
    static final String IDEFICS3_TEXT = "model.text_model.";

    /** What CLIP's pictures were normalised with, for folders that do not say. */
    private static final float[] MEAN = {0.48145466f, 0.4578275f, 0.40821073f};

    private static final float[] DEVIATION = {0.26862954f, 0.26130258f, 0.27577711f};

    private Mmproj() {}

    /**
     * A file in Hugging Face's terms.
     *
     * @param config {@code config.json} of a LLaVA or Idefics 3 without its language model
     * @param preprocessor {@code preprocessor_config.json}: how pictures become pixels
     * @param weights the vision tower and the projector
     */
    public record Part(ObjectNode config, ObjectNode preprocessor, Checkpoint weights) {}

    /** Returns whether a file is one of these. */
    public static boolean isIn(GgufFile file) {
        return file.hasKey("general.architecture")
                && file.text("general.architecture").equals(FAMILIES.getFirst().architecture());
    }

    /**
     * Reads a file; its tensors stay where they lie.
     *
     * @throws FormatException if it is none of these, its tower or projector is not supported, or it is not as it should
     *     be
     */
    public static Part read(GgufFile file) {
        if (!isIn(file)) {
            throw new FormatException("%s holds a model of the architecture %s, not what a model sees with"
                    .formatted(file.source(), file.text("general.architecture")));
        }
        String projector = projector(file);
        MmprojFamily family = FAMILIES.stream()
                .filter(f -> f.projector().equals(projector))
                .findFirst()
                .orElse(FAMILIES.getFirst()); // which says what is supported
        GgufModels.Translated t = GgufModels.translate(file, family, true);
        ObjectNode config = (ObjectNode) t.config();
        SequencedMap<String, TensorEntry> tensors = entries(t.weights(), UnaryOperator.identity());
        family.complete(config, tensors);
        return new Part(
                config, family.preprocessor(file, config), table(t.weights().source(), tensors));
    }

    private static String projector(GgufFile file) {
        String vision = "clip.vision.projector_type";
        String key = file.hasKey(vision) ? vision : "clip.projector_type";
        return file.hasKey(key) ? file.text(key) : "mlp";
    }

    /**
     * Joins a language model with its vision tower and projector: a whole LLaVA or Idefics 3.
     *
     * @param backbone any decoder in Hugging Face's terms
     * @param placeholder id of the token that stands for an image, since the files name none
     */
    public static GgufModels.Translated join(Part part, GgufModels.Translated backbone, int placeholder) {
        ObjectNode config = part.config.deepCopy();
        config.set("text_config", backbone.config());
        MmprojFamily family = family(config.path("model_type").asText());
        config.put(family.placeholderField(), placeholder);
        config.set("image_processor", part.preprocessor);
        SequencedMap<String, TensorEntry> all = entries(part.weights, UnaryOperator.identity());
        all.putAll(entries(backbone.weights(), family::inWhole));
        return new GgufModels.Translated(config, table(backbone.weights().source(), all));
    }

    private static MmprojFamily family(String type) {
        return FAMILIES.stream()
                .filter(f -> f.modelTypes().contains(type))
                .findFirst()
                .orElse(FAMILIES.getFirst());
    }

    /** Returns whether models of a config can be written as a language model and one of these files. */
    public static boolean isWritten(JsonNode config) {
        String type = config.path("model_type").asText();
        return family(type).modelTypes().contains(type);
    }

    /** Returns the language model inside a LLaVA or Idefics 3, as if it were alone. */
    public static GgufModels.Translated languageModel(Config config, Checkpoint weights) {
        JsonNode text = config.raw("text_config");
        if (!text.isObject()) {
            throw new FormatException(config.source() + " lacks the field text_config");
        }
        SequencedMap<String, TensorEntry> own = new LinkedHashMap<>();
        entries(weights, Mmproj::alone).forEach((name, t) -> {
            if (!name.isEmpty()) {
                own.put(name, t);
            }
        });
        return new GgufModels.Translated(text, table(weights.source(), own));
    }

    /** A name of the language model without what is around it; empty for other names. */
    private static String alone(String name) {
        if (name.startsWith("lm_head.")) {
            return name;
        }
        if (name.startsWith(LANGUAGE_MODEL)) {
            return name.substring(LANGUAGE_MODEL.length());
        }
        for (String newer : List.of("model." + LANGUAGE_MODEL, IDEFICS3_TEXT)) {
            if (name.startsWith(newer)) {
                return "model." + name.substring(newer.length());
            }
        }
        return "";
    }

    /**
     * Writes the vision tower and the projector of a LLaVA or Idefics 3; {@code out} appears when it is complete. The
     * language model is left to {@link GgufExport}; see {@link #languageModel}.
     *
     * @param preprocessor the folder's {@code preprocessor_config.json}, or null for CLIP's means
     * @throws FormatException if the format has no way to say a field of the config
     * @throws IOException if {@code out} can't be written
     */
    public static void write(
            Config config,
            Checkpoint weights,
            @Nullable JsonNode preprocessor,
            String name,
            Path out,
            FileType type,
            GgufWriter.Progress progress)
            throws IOException {
        MmprojFamily family = family(config.text("model_type", ""));
        SequencedMap<String, TensorEntry> own = entries(weights, family::usual);
        own.keySet().removeIf(n -> !alone(n).isEmpty() || !family.holds(config, n));
        Map<String, Object> metadata = GgufExport.metadata(family, config, "mmproj", name, type);
        metadata.put("clip.vision.image_mean", numbers(preprocessor, "image_mean", MEAN));
        metadata.put("clip.vision.image_std", numbers(preprocessor, "image_std", DEVIATION));
        if (preprocessor != null) {
            family.preprocessing(preprocessor, metadata);
        }
        SequencedMap<String, TensorEntry> tensors = GgufExport.tensors(family, config, table(weights.source(), own));
        GgufWriter.write(out, metadata, GgufExport.typed(tensors, type, metadata), progress);
    }

    private static float[] numbers(@Nullable JsonNode preprocessor, String field, float[] fallback) {
        JsonNode given = preprocessor == null ? null : preprocessor.get(field);
        if (given == null || !given.isArray() || given.size() != fallback.length) {
            return fallback;
        }
        float[] out = new float[fallback.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = given.get(i).floatValue();
        }
        return out;
    }

    private static SequencedMap<String, TensorEntry> entries(Checkpoint weights, UnaryOperator<String> renamed) {
        SequencedMap<String, TensorEntry> out = new LinkedHashMap<>();
        for (String name : weights.names()) {
            out.put(renamed.apply(name), TensorEntry.of(weights, name));
        }
        return out;
    }

    private static Checkpoint table(String source, SequencedMap<String, TensorEntry> entries) {
        return new TensorTable(source, entries) {};
    }
}
