package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;

class EmbedCommandTest {
    @TempDir
    private Path folder;

    private static JsonNode embed(Object... args) {
        Cli.Result result = Cli.run(args);
        assertEquals(0, result.code(), result.err());
        return Json.parse(result.out(), "output");
    }

    @Test
    void severalTextsWithVectorsOfLengthOne() throws IOException {
        Path file = Files.writeString(folder.resolve("texts"), "a dog\n\na cat\n");
        JsonNode out = embed("embed", Cli.stories(), "-p", "Lily", "--file", file, "--normalize");
        assertEquals(3, out.size());
        assertEquals("a cat", out.get(2).get("text").asText());
        double squares = 0;
        for (JsonNode v : out.get(0).get("embedding")) {
            squares += v.asDouble() * v.asDouble();
        }
        assertEquals(64, out.get(0).get("embedding").size());
        assertEquals(1, squares, 1e-5);
    }

    @Test
    void poolingMatters() {
        JsonNode last = embed("embed", Cli.stories(), "-p", "a big dog");
        assertEquals(last, embed("embed", Cli.stories(), "-p", "a big dog", "--pooling", "last"));
        assertNotEquals(last, embed("embed", Cli.stories(), "-p", "a big dog", "--pooling", "MEAN"));
        // The first token sees nothing but itself, so what follows makes no difference.
        assertEquals(
                embed("embed", Cli.stories(), "-p", "dog", "--pooling", "cls")
                        .get(0)
                        .get("embedding"),
                embed("embed", Cli.stories(), "-p", "cat", "--pooling", "cls")
                        .get(0)
                        .get("embedding"));
    }

    @Test
    void anEncoderEmbeds() throws IOException {
        Path golden = Cli.data("golden/roberta-model");
        Files.copy(golden.resolve("config.json"), folder.resolve("config.json"));
        Files.copy(golden.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        Files.writeString(folder.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nbird\nsings\n");
        JsonNode out = embed("embed", folder, "-p", "a bird sings");
        int hidden =
                Json.parse(golden.resolve("config.json")).get("hidden_size").asInt();
        assertEquals(hidden, out.get(0).get("embedding").size());
    }

    @Test
    void aTextThatIsTooLongIsOneSentence() {
        Cli.Result result = Cli.run("embed", Cli.stories(), "-p", "story ".repeat(600));
        assertEquals(1, result.code());
        assertTrue(result.err().contains("context ends at 512"), result.err());
    }

    @Test
    void wrongUsageExitsWith2() {
        assertEquals(2, Cli.run("embed", Cli.stories()).code());
        assertEquals(
                2,
                Cli.run("embed", Cli.stories(), "-p", "x", "--pooling", "max").code());
    }
}
