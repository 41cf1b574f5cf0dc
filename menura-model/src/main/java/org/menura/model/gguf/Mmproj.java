package org.menura.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
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
import org.menura.tensor.Tensor;

/**
 * The files that llama.cpp lays beside a language model so that it can see: a vision tower and a projector. They are
 * presented as those of a Hugging Face LLaVA or Idefics 3, and can be joined with a language model to a whole one.
 */
public final class Mmproj {
    private static final GgufFamily LLAVA = new ClipGguf();
    private static final GgufFamily IDEFICS3 = new Idefics3Gguf();
    private static final String LANGUAGE_MODEL = "language_model.";
    private static final String IDEFICS3_TEXT = "model.text_model.";

    /** Sides of the squares' picture where a file does not say: those of SmolVLM's first release. */
    private static final int USUAL_SQUARES = 4;

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

    /** Whether a file is one of these. */
    public static boolean isIn(GgufFile file) {
        return file.hasKey("general.architecture")
                && file.text("general.architecture").equals(LLAVA.architecture());
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
        if (projector(file).equals(Idefics3Gguf.PROJECTOR)) {
            GgufModels.Translated t = GgufModels.translate(file, IDEFICS3, true);
            ObjectNode config = (ObjectNode) t.config();
            return new Part(config, squares(file, config.get("vision_config")), t.weights());
        }
        GgufModels.Translated t = GgufModels.translate(file, LLAVA, true);
        ObjectNode config = (ObjectNode) t.config();
        config.remove(ClipGguf.SWAPPED);
        return new Part(config, preprocessor(file, config.get("vision_config")), withNorm(t.weights()));
    }

    private static String projector(GgufFile file) {
        String vision = "clip.vision.projector_type";
        String key = file.hasKey(vision) ? vision : "clip.projector_type";
        return file.hasKey(key) ? file.text(key) : "mlp";
    }

    /** Idefics 3 looks at squares of a picture, each as large as the tower's pictures, and at all of it. */
    private static ObjectNode squares(GgufFile file, JsonNode vision) {
        int side = vision.get("image_size").intValue();
        String key = "clip.vision.preproc_image_size";
        long longest = file.hasKey(key) ? file.integer(key) : (long) USUAL_SQUARES * side;
        if (longest < side || longest > 1 << 14) {
            throw new FormatException("%s: %s = %d is out of range".formatted(file.source(), key, longest));
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("image_processor_type", "Idefics3ImageProcessor");
        out.put("do_resize", true).putObject("size").put("longest_edge", (int) longest);
        out.put("do_image_splitting", true).putObject("max_image_size").put("longest_edge", side);
        numbers(out.putArray("image_mean"), file, "clip.vision.image_mean");
        numbers(out.putArray("image_std"), file, "clip.vision.image_std");
        return out;
    }

    /** The norm behind the tower, which LLaVA's layout has and does not use. */
    private static Checkpoint withNorm(Checkpoint weights) {
        String tower = "vision_tower.vision_model.";
        float[] ones =
                new float[weights.shape(tower + "embeddings.class_embedding").cols()];
        Arrays.fill(ones, 1);
        SequencedMap<String, TensorEntry> all = entries(weights, UnaryOperator.identity());
        all.put(tower + "post_layernorm.weight", TensorEntry.of(Tensor.of(ones, ones.length)));
        all.put(tower + "post_layernorm.bias", TensorEntry.of(Tensor.zeros(ones.length)));
        return table(weights.source(), all);
    }

    private static ObjectNode preprocessor(GgufFile file, JsonNode vision) {
        int size = vision.get("image_size").intValue();
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("image_processor_type", "CLIPImageProcessor");
        out.put("do_resize", true).putObject("size").put("shortest_edge", size);
        out.put("do_center_crop", true)
                .putObject("crop_size")
                .put("height", size)
                .put("width", size);
        out.put("resample", 3).put("do_rescale", true).put("rescale_factor", 1 / 255.0);
        out.put("do_normalize", true).put("do_convert_rgb", true);
        numbers(out.putArray("image_mean"), file, "clip.vision.image_mean");
        numbers(out.putArray("image_std"), file, "clip.vision.image_std");
        return out;
    }

    private static void numbers(ArrayNode out, GgufFile file, String key) {
        if (!(file.metadata().get(key) instanceof double[] values) || values.length != 3) {
            throw new FormatException("%s: the metadata key %s must hold three numbers".formatted(file.source(), key));
        }
        for (double v : values) {
            out.add(Double.parseDouble(Float.toString((float) v)));
        }
    }

    /**
     * A language model with what it sees with: a whole LLaVA or Idefics 3.
     *
     * @param backbone any decoder in Hugging Face's terms
     * @param placeholder id that stands for a picture, since the files name none
     */
    public static GgufModels.Translated join(Part part, GgufModels.Translated backbone, int placeholder) {
        ObjectNode config = part.config.deepCopy();
        config.set("text_config", backbone.config());
        boolean idefics = isIdefics(config);
        config.put(idefics ? "image_token_id" : "image_token_index", placeholder);
        config.set("image_processor", part.preprocessor);
        SequencedMap<String, TensorEntry> all = entries(part.weights, UnaryOperator.identity());
        all.putAll(entries(
                backbone.weights(),
                idefics ? n -> n.replaceFirst("^model\\.", IDEFICS3_TEXT) : n -> LANGUAGE_MODEL + n));
        return new GgufModels.Translated(config, table(backbone.weights().source(), all));
    }

    private static boolean isIdefics(JsonNode config) {
        return IDEFICS3.modelTypes().contains(config.path("model_type").asText());
    }

    /** Whether models of a config can be written as a language model and one of these files. */
    public static boolean isWritten(JsonNode config) {
        return isIdefics(config)
                || LLAVA.modelTypes().contains(config.path("model_type").asText());
    }

    /** The language model inside a LLaVA or Idefics 3, as if it were alone. */
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
        boolean idefics = IDEFICS3.modelTypes().contains(config.text("model_type", ""));
        GgufFamily family = idefics ? IDEFICS3 : LLAVA;
        SequencedMap<String, TensorEntry> own = entries(weights, UnaryOperator.identity());
        own.keySet().removeIf(n -> !alone(n).isEmpty() || !idefics && ClipGguf.isLeftOut(config, n));
        Map<String, Object> metadata = GgufExport.metadata(family, config, "mmproj", name, type);
        metadata.put("clip.vision.image_mean", numbers(preprocessor, "image_mean", MEAN));
        metadata.put("clip.vision.image_std", numbers(preprocessor, "image_std", DEVIATION));
        if (idefics && preprocessor != null && preprocessor.path("size").has("longest_edge")) {
            metadata.put(
                    "clip.vision.preproc_image_size",
                    preprocessor.get("size").get("longest_edge").asInt());
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
            out.put(
                    renamed.apply(name),
                    new TensorEntry(weights.dtype(name), weights.shape(name), () -> weights.tensor(name)));
        }
        return out;
    }

    private static Checkpoint table(String source, SequencedMap<String, TensorEntry> entries) {
        return new TensorTable(source, entries) {};
    }
}
