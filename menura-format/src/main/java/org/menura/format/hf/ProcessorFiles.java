package org.menura.format.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.menura.format.json.Json;
import org.menura.tensor.annotation.Internal;

/**
 * The files that say how a model's pictures and sounds are prepared: {@code preprocessor_config.json} describes one thing, {@code
 * processor_config.json} (transformers 5) perhaps several.
 */
@Internal
public final class ProcessorFiles {
    /** The file that describes one thing. */
    public static final String ONE = "preprocessor_config.json";

    private static final String SEVERAL = "processor_config.json";

    /** The names of the files. */
    public static final List<String> FILES = List.of(SEVERAL, ONE);

    /** A field that descriptions of sounds have and those of pictures have not. */
    private static final String OF_SOUNDS = "feature_size";

    private ProcessorFiles() {}

    /**
     * What a folder says of one kind of input.
     *
     * @param fields as a file has them
     * @param source the file, for messages
     */
    public record Description(JsonNode fields, String source) {}

    /** Finds how pictures are prepared. */
    public static Optional<Description> pictures(Path folder) {
        return one(folder).filter(d -> !d.fields.hasNonNull(OF_SOUNDS)).or(() -> part(folder, "image_processor"));
    }

    /** Finds how sounds are prepared. */
    public static Optional<Description> sounds(Path folder) {
        return part(folder, "feature_extractor").or(() -> one(folder));
    }

    private static Optional<Description> one(Path folder) {
        return read(folder.resolve(ONE));
    }

    private static Optional<Description> part(Path folder, String name) {
        return read(folder.resolve(SEVERAL))
                .filter(d -> d.fields.path(name).isObject())
                .map(d -> new Description(d.fields.path(name), d.source + ": " + name));
    }

    private static Optional<Description> read(Path file) {
        return Files.isRegularFile(file)
                ? Optional.of(new Description(Json.parse(file), file.toString()))
                : Optional.empty();
    }
}
