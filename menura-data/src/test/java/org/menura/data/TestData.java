package org.menura.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.menura.chat.template.ChatTemplate;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.tensor.Rng;

/** What the tests of this package share. */
public final class TestData {
    private TestData() {}

    public static Path path(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("testdata"))) {
            folder = folder.getParent();
        }
        return folder.resolve("testdata").resolve(name);
    }

    /** The tokenizer of the tiny stories, with control tokens of the templates added to it. */
    static Tokenizer tokenizer(String... controls) {
        ObjectMapper mapper = new ObjectMapper();
        try {
            ObjectNode json = (ObjectNode)
                    mapper.readTree(path("models/stories260K/tokenizer.json").toFile());
            ArrayNode added = (ArrayNode) json.get("added_tokens");
            int id = json.at("/model/vocab").size();
            for (String control : controls) {
                added.addObject()
                        .put("id", id++)
                        .put("content", control)
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", !control.contains("think"));
            }
            Path folder = Files.createTempDirectory("tokenizer");
            Path file = folder.resolve("tokenizer.json");
            Path config = folder.resolve("tokenizer_config.json");
            try {
                Files.write(file, mapper.writeValueAsBytes(json));
                Files.copy(path("models/stories260K/tokenizer_config.json"), config);
                return Tokenizers.fromFolder(folder);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(config);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ChatTemplate template(String name) {
        try {
            return ChatTemplate.parse(
                    Files.readString(path("templates").resolve(name).resolve("chat_template.jinja")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Documents of random lengths whose ids are all different, counted from 0. */
    static List<TokenDocument> documents(int count, int maxLength, long seed) {
        Rng rng = new Rng(seed);
        List<TokenDocument> documents = new ArrayList<>();
        int next = 0;
        for (int d = 0; d < count; d++) {
            int length = rng.nextInt(maxLength + 1);
            documents.add(new TokenDocument(IntStream.range(next, next + length).toArray()));
            next += length;
        }
        return documents;
    }

    static <T> List<T> all(Cursor<T> cursor) {
        List<T> all = new ArrayList<>();
        try (cursor) {
            for (T thing = cursor.next(); thing != null; thing = cursor.next()) {
                all.add(thing);
            }
        }
        return all;
    }

    /** Asserts that something is refused in a sentence that holds {@code parts}. */
    static void assertRefused(Runnable action, String... parts) {
        FormatException e = Assertions.assertThrows(FormatException.class, action::run);
        for (String part : parts) {
            Assertions.assertTrue(e.getMessage().contains(part), () -> "\"" + part + "\" in: " + e.getMessage());
        }
    }
}
