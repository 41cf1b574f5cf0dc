package org.menura.model.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/** The folders of sentence-transformers, older ones of which hold the model in a folder within. */
final class SentenceFolders {
    /** The ways of pooling that GGUF files can say, by their numbers there from 1 on, and the names of older configs. */
    private static final List<String> POOLINGS = List.of("mean", "cls", "lasttoken");

    private static final List<String> SWITCHES =
            List.of("pooling_mode_mean_tokens", "pooling_mode_cls_token", "pooling_mode_lasttoken");

    private SentenceFolders() {}

    /**
     * Returns the number that a GGUF file has for a folder's way of pooling; 0 where the folder names none.
     *
     * @throws FormatException if a GGUF file can't say what the folder's modules do
     */
    static int ggufPooling(Path path) {
        Path file = path.resolve("modules.json");
        int pooling = 0;
        for (JsonNode module : Files.isRegularFile(file) ? Json.parse(file) : List.<JsonNode>of()) {
            String type = module.path("type").asText();
            switch (type.substring(type.lastIndexOf('.') + 1)) {
                case "Pooling" ->
                    pooling = pooling(path.resolve(module.path("path").asText()).resolve("config.json"));
                case "Dense", "LayerNorm" ->
                    throw new FormatException(
                            "%s names the module %s, which GGUF files have no place for".formatted(file, type));
                default -> {}
            }
        }
        return pooling;
    }

    private static int pooling(Path file) {
        JsonNode config = Json.parse(file);
        JsonNode named = config.path("pooling_mode");
        List<String> names = new ArrayList<>();
        for (JsonNode name : named.isTextual() ? List.of(named) : named) {
            names.add(name.asText());
        }
        config.properties().forEach(field -> {
            if (field.getKey().startsWith("pooling_mode_") && field.getValue().asBoolean() && named.isMissingNode()) {
                int known = SWITCHES.indexOf(field.getKey());
                names.add(known < 0 ? field.getKey() : POOLINGS.get(known));
            }
        });
        int number = names.isEmpty() ? 1 : POOLINGS.indexOf(names.getFirst()) + 1;
        if (names.size() > 1 || number == 0) {
            throw new FormatException("%s pools by %s; GGUF files can say mean, cls or lasttoken"
                    .formatted(file, String.join(", ", names)));
        }
        return number;
    }

    /** Returns the folder of the model that {@code modules.json} names; the path itself where that says nothing else. */
    static Path transformer(Path path) {
        Path file = path.resolve("modules.json");
        if (Files.exists(path.resolve("config.json")) || !Files.isRegularFile(file)) {
            return path;
        }
        for (JsonNode module : Json.parse(file)) {
            Path inner = path.resolve(module.path("path").asText());
            String type = module.path("type").asText();
            boolean isModel = type.endsWith(".Transformer") || type.endsWith(".CLIPModel");
            if (type.endsWith(".StaticEmbedding") && Files.isDirectory(inner)
                    || isModel && Files.exists(inner.resolve("config.json"))) {
                return inner;
            }
        }
        return path;
    }
}
