package org.menura.generate;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.audio.WhisperFeatures;
import org.menura.model.load.ModelSource;
import org.menura.model.vision.ImageProcessor;

/**
 * Finds out how a model wants its pictures and sounds: from {@code preprocessor_config.json}, where one thing is
 * described, or from {@code processor_config.json}, where several may be.
 */
public final class Processors {
    private static final String ONE = "preprocessor_config.json";
    private static final String SEVERAL = "processor_config.json";

    private Processors() {}

    /**
     * How the model's folder says that pictures are prepared.
     *
     * @throws FormatException if it says nothing, or something that is not supported
     */
    public static ImageProcessor pictures(ModelSource source) {
        Config one = whole(source);
        Config found = one == null || one.has("feature_size") ? section(source, "image_processor") : one;
        if (found == null) {
            throw missing(source, "pictures");
        }
        return ImageProcessor.of(found);
    }

    /**
     * How the model's folder says that sounds are prepared.
     *
     * @throws FormatException if it says nothing, or something that is not supported
     */
    public static WhisperFeatures sounds(ModelSource source) {
        Config several = section(source, "feature_extractor");
        Config found = several == null ? whole(source) : several;
        if (found == null) {
            throw missing(source, "sounds");
        }
        return WhisperFeatures.of(found);
    }

    private static @Nullable Config whole(ModelSource source) {
        Path file = file(source, ONE);
        return file == null ? null : new Config(Json.parse(file), file.toString());
    }

    private static @Nullable Config section(ModelSource source, String name) {
        Path file = file(source, SEVERAL);
        return file == null ? null : new Config(Json.parse(file), file.toString()).object(name);
    }

    private static @Nullable Path file(ModelSource source, String name) {
        HfFolder folder = source.folder();
        Path file = folder == null ? null : folder.file(name);
        return file != null && Files.exists(file) ? file : null;
    }

    private static FormatException missing(ModelSource source, String what) {
        return new FormatException(
                "%s comes without %s, which says how %s are prepared".formatted(source.path(), ONE, what));
    }
}
