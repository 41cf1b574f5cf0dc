package org.menura.generate.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.format.hf.ProcessorFiles;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.audio.WhisperFeatures;
import org.menura.model.load.ModelSource;
import org.menura.model.vision.ImageProcessor;
import org.menura.tensor.annotation.Internal;

/**
 * Finds out how a model wants its pictures and sounds: from {@code preprocessor_config.json}, where one thing is
 * described, or from {@code processor_config.json}, where several may be.
 */
@Internal
public final class Processors {
    private Processors() {}

    /** Returns whether a folder says how images or audio are prepared. */
    public static boolean areIn(Path folder) {
        return ProcessorFiles.FILES.stream().anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    /**
     * Reads the image processor of the model's folder, or else of its config.
     *
     * @throws FormatException if they say nothing, or something that is not supported
     */
    public static ImageProcessor pictures(ModelSource source) {
        JsonNode known = source.config().get("image_processor");
        HfFolder folder = source.folder();
        if (known != null && (folder == null || !areIn(folder.path()))) {
            return ImageProcessor.of(new Config(known, source.path() + ": image_processor"));
        }
        return pictures(folder(source, "pictures"), source.config());
    }

    /** Reads the image processor of a folder. */
    public static ImageProcessor pictures(Path folder) {
        Path config = folder.resolve("config.json");
        return pictures(folder, Files.exists(config) ? Json.parse(config) : MissingNode.getInstance());
    }

    private static ImageProcessor pictures(Path folder, JsonNode model) {
        Config found =
                ProcessorFiles.pictures(folder).map(Processors::config).orElseThrow(() -> missing(folder, "pictures"));
        boolean typed = found.has("image_processor_type") || found.has("feature_extractor_type");
        return ImageProcessor.of(typed ? found : found.withDefault("image_processor_type", usual(model)));
    }

    /** The image processor that models of a type have, if their files do not name one. */
    private static String usual(JsonNode model) {
        String name = switch (model.path("model_type").asText()) {
            case "vit" -> "ViT";
            case "deit" -> "DeiT";
            case "siglip", "siglip_vision_model", "paligemma" -> "Siglip";
            case "blip-2" -> "Blip";
            case "idefics3" -> "Idefics3";
            case "smolvlm" -> "SmolVLM";
            case "llava" -> "Llava";
            default -> "CLIP";
        };
        return name + "ImageProcessor";
    }

    /**
     * Reads the audio features of the model's folder.
     *
     * @throws FormatException if it says nothing, or something that is not supported
     */
    public static WhisperFeatures sounds(ModelSource source) {
        return sounds(folder(source, "sounds"));
    }

    /** Reads the audio features of a folder. */
    public static WhisperFeatures sounds(Path folder) {
        return ProcessorFiles.sounds(folder)
                .map(found -> WhisperFeatures.of(config(found)))
                .orElseThrow(() -> missing(folder, "sounds"));
    }

    private static Path folder(ModelSource source, String what) {
        HfFolder folder = source.folder();
        if (folder == null) {
            throw missing(source.path(), what);
        }
        return folder.path();
    }

    private static Config config(ProcessorFiles.Description found) {
        return new Config(found.fields(), found.source());
    }

    private static FormatException missing(Path path, String what) {
        return new FormatException(
                "%s comes without %s, which says how %s are prepared".formatted(path, ProcessorFiles.ONE, what));
    }
}
