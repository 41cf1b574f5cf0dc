package org.menura.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.load.ModelSource;
import org.menura.model.vision.ImageProcessor;

/** Finds out how a model wants its pictures. */
public final class Pictures {
    private static final String FILE = "preprocessor_config.json";

    private Pictures() {}

    /**
     * What the model's folder says, or its config.
     *
     * @throws FormatException if it says nothing, or something that is not supported
     */
    public static ImageProcessor processor(ModelSource source) {
        HfFolder folder = source.folder();
        Path file = folder == null ? null : folder.file(FILE);
        JsonNode known = source.config().get("image_processor");
        if (known != null && (file == null || !Files.exists(file))) {
            return ImageProcessor.of(new Config(known, source.path() + ": image_processor"));
        }
        if (file == null || !Files.exists(file)) {
            throw new FormatException(
                    "%s comes without %s, which says how pictures are prepared".formatted(source.path(), FILE));
        }
        return ImageProcessor.of(new Config(Json.parse(file), file.toString()));
    }
}
