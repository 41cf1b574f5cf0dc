package org.menura.generate;

import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.load.ModelSource;
import org.menura.model.vision.ImageProcessor;

/** Finds out how a model wants its pictures. */
final class Pictures {
    private static final String FILE = "preprocessor_config.json";

    private Pictures() {}

    /**
     * What the model's folder says.
     *
     * @throws FormatException if it says nothing, or something that is not supported
     */
    static ImageProcessor processor(ModelSource source) {
        HfFolder folder = source.folder();
        Path file = folder == null ? null : folder.file(FILE);
        if (file == null || !Files.exists(file)) {
            throw new FormatException(
                    "%s comes without %s, which says how pictures are prepared".formatted(source.path(), FILE));
        }
        return ImageProcessor.of(new Config(Json.parse(file), file.toString()));
    }
}
