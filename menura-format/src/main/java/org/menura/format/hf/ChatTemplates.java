package org.menura.format.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/** Finds chat templates in the places where one release or another of transformers puts them. */
final class ChatTemplates {
    private static final String DEFAULT = "default";
    private static final long MAX_BYTES = 4 << 20;

    private ChatTemplates() {}

    /** Templates by name; that of an unnamed one is {@code default}. Later places win over earlier ones. */
    static SequencedMap<String, String> find(Path folder, @Nullable JsonNode tokenizerConfig) {
        SequencedMap<String, String> found = new LinkedHashMap<>();
        if (tokenizerConfig != null) {
            add(tokenizerConfig.path("chat_template"), folder.resolve("tokenizer_config.json"), found);
        }
        Path json = folder.resolve("chat_template.json");
        if (Files.exists(json)) {
            add(Json.parse(json).path("chat_template"), json, found);
        }
        Path jinja = folder.resolve("chat_template.jinja");
        if (Files.exists(jinja)) {
            found.put(DEFAULT, read(jinja));
        }
        for (Path file : additional(folder.resolve("additional_chat_templates"))) {
            String name = file.getFileName().toString();
            found.put(name.substring(0, name.length() - ".jinja".length()), read(file));
        }
        return found;
    }

    private static void add(JsonNode templates, Path file, SequencedMap<String, String> found) {
        if (templates.isTextual()) {
            found.put(DEFAULT, templates.textValue());
        } else if (templates.isArray()) {
            for (JsonNode t : templates) {
                if (!t.path("name").isTextual() || !t.path("template").isTextual()) {
                    throw new FormatException(file + ": each entry of chat_template needs a name and a template");
                }
                found.put(t.get("name").textValue(), t.get("template").textValue());
            }
        } else if (templates.isObject()) {
            for (var t : templates.properties()) {
                found.put(t.getKey(), t.getValue().asText());
            }
        } else if (!templates.isMissingNode() && !templates.isNull()) {
            throw new FormatException(file + ": chat_template must be a string or a list of named templates");
        }
    }

    private static List<Path> additional(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().endsWith(".jinja"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new FormatException(
                        "%s has %d bytes, too many for a chat template".formatted(file, Files.size(file)));
            }
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new FormatException(file + " is not encoded in UTF-8", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
