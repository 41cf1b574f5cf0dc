package org.menura.model.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.format.json.Json;

/** The folders of sentence-transformers, older ones of which hold the model in a folder within. */
final class SentenceFolders {
    private SentenceFolders() {}

    /** Returns the folder of the model that {@code modules.json} names; the path itself where that says nothing else. */
    static Path transformer(Path path) {
        Path file = path.resolve("modules.json");
        if (Files.exists(path.resolve("config.json")) || !Files.isRegularFile(file)) {
            return path;
        }
        for (JsonNode module : Json.parse(file)) {
            Path inner = path.resolve(module.path("path").asText());
            String type = module.path("type").asText();
            if (type.endsWith(".StaticEmbedding") && Files.isDirectory(inner)
                    || type.endsWith(".Transformer") && Files.exists(inner.resolve("config.json"))) {
                return inner;
            }
        }
        return path;
    }
}
