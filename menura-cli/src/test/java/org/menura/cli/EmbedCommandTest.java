package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;

@Tag("slow")
class EmbedCommandTest {
    @TempDir
    private Path folder;

    private static JsonNode embed(Object... args) {
        Cli.Result result = Cli.run(args);
        assertEquals(0, result.code(), result.err());
        return lines(result.out());
    }

    /** The lines of an output behind each other. */
    static JsonNode lines(String out) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        out.lines().forEach(line -> all.add(Json.parse(line, "output")));
        return all;
    }

    private void imageBind() throws IOException {
        Path golden = Cli.data("golden/imagebind-tiny");
        Files.copy(golden.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        JsonNode sizes = Json.parse(golden.resolve("golden.json")).get("arguments");
        Files.writeString(folder.resolve("config.json"), sizes.toString());
        Files.writeString(
                folder.resolve("vocab.txt"),
                "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"
                        + IntStream.range(5, 60).mapToObj(i -> "w" + i).collect(Collectors.joining("\n")));
    }

    @Test
    void textsPicturesAndSoundsInOneSpace() throws IOException {
        imageBind();
        Object[] inputs = {
            "embed",
            folder,
            "--text",
            "w9 w8",
            "--image",
            Cli.data("images/rgb.png"),
            "--audio",
            Cli.data("audio/chirp.flac"),
            "--audio",
            Cli.data("audio/chirp.wav"),
            "--normalize"
        };
        JsonNode out = embed(inputs);
        assertEquals(4, out.size());
        for (JsonNode entry : out) {
            assertEquals(20, entry.get("embedding").size());
        }
        assertTrue(
                out.get(0).has("text") && out.get(1).has("image") && out.get(2).has("audio"));
        Object[] compare = Arrays.copyOf(inputs, inputs.length);
        compare[compare.length - 1] = "--compare";
        List<String> table = Cli.run(compare).out().lines().toList();
        assertEquals(5, table.size());
        assertTrue(table.get(1).startsWith("  1  1.0000") && table.get(1).endsWith("text: w9 w8"), table.get(1));
        // The same sound in two formats lies in one place.
        assertTrue(Double.parseDouble(table.get(3).substring(27, 35).strip()) > 0.999, table.get(3));
        Cli.Result other = Cli.run("embed", Cli.stories(), "--audio", Cli.data("audio/chirp.wav"));
        assertEquals(1, other.code());
        assertTrue(other.err().contains("embeds texts, not sounds"), other.err());
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
    void ofATextThatIsTooLongTheStartCounts() throws IOException {
        String most = "story ".repeat(600);
        Path file = Files.writeString(folder.resolve("texts"), "a dog\n" + most + "\na cat\n");
        Cli.Result result = Cli.run("embed", Cli.stories(), "-f", file);
        assertEquals(0, result.code(), result.err());
        assertEquals(3, result.out().lines().count());
        assertTrue(result.err().startsWith("text 2 has "), result.err());
        assertTrue(result.err().contains("reads the first 512"), result.err());
    }

    @Test
    void wrongUsageExitsWith2() {
        assertEquals(2, Cli.run("embed", Cli.stories()).code());
        assertEquals(
                2,
                Cli.run("embed", Cli.stories(), "-p", "x", "--pooling", "median")
                        .code());
    }
}
