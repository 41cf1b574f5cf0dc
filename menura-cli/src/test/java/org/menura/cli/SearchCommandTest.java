package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;

@Tag("slow")
class SearchCommandTest {
    @TempDir
    private Path root;

    private Path folder;
    private Path model;

    @BeforeEach
    void fill() throws IOException {
        model = Files.createDirectory(root.resolve("model"));
        Path golden = Cli.data("golden/imagebind-tiny");
        Files.copy(golden.resolve("model.safetensors"), model.resolve("model.safetensors"));
        JsonNode sizes = Json.parse(golden.resolve("golden.json")).get("arguments");
        Files.writeString(model.resolve("config.json"), sizes.toString());
        Files.writeString(
                model.resolve("vocab.txt"),
                "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"
                        + IntStream.range(5, 60).mapToObj(i -> "w" + i).collect(Collectors.joining("\n")));
        folder = Files.createDirectory(root.resolve("things"));
        Files.copy(Cli.data("images/rgb.png"), folder.resolve("a.png"));
        Files.copy(Cli.data("images/orientation-3.png"), folder.resolve("b.png"));
        Files.copy(Cli.data("audio/chirp.mp3"), folder.resolve("c.wav"));
        Files.writeString(folder.resolve("d.txt"), "w9 w8 w7");
        Files.writeString(folder.resolve("e.jpg"), "broken");
    }

    @Test
    void findsByTextPictureAndSound() {
        Cli.Result first = Cli.run("search", folder, "w9 w8 w7", "-m", model, "--json");
        assertEquals(0, first.code(), first.err());
        JsonNode lines = EmbedCommandTest.lines(first.out());
        assertEquals(4, lines.size());
        assertEquals(
                folder.resolve("d.txt").toString(), lines.get(0).get("file").asText());
        assertEquals("text", lines.get(0).get("kind").asText());
        assertEquals("[1,1]", lines.get(0).get("lines").toString());
        assertEquals("w9 w8 w7", lines.get(0).get("passage").asText());
        List<String> shown = Cli.run("search", folder, "w9 w8 w7", "-m", model, "--kind", "text")
                .out()
                .lines()
                .toList();
        assertEquals(List.of(" 1.0000  " + folder.resolve("d.txt") + ":1-1", "         w9 w8 w7"), shown);
        assertEquals(1, lines.get(0).get("similarity").asDouble(), 1e-3);
        List<String> said = first.err().lines().toList();
        assertEquals(2, said.size(), first.err());
        assertTrue(said.getFirst().startsWith("skipped: ") && said.getFirst().contains("e.jpg"), first.err());
        assertEquals("4 files, 4 of them embedded now, 1 cannot be read", said.getLast());

        Cli.Result image = Cli.run("search", folder, "--image", Cli.data("images/rgb.png"), "-m", model, "--top", 1);
        assertEquals(" 1.0000  " + folder.resolve("a.png"), image.out().stripTrailing(), image.err());
        assertEquals(
                "4 files, 0 of them embedded now, 1 cannot be read", image.err().strip());

        Path index = root.resolve("index");
        Cli.Result sound = Cli.run(
                "search",
                folder,
                "--audio",
                Cli.data("audio/chirp.mp3"),
                "-m",
                model,
                "--kind",
                "sound",
                "--index",
                index);
        assertEquals(" 1.0000  " + folder.resolve("c.wav"), sound.out().stripTrailing(), sound.err());
        assertTrue(Files.isDirectory(index));
    }

    @Test
    void saysWhatIsWrong() {
        assertEquals(2, Cli.run("search", folder, "-m", model).code());
        assertEquals(
                2,
                Cli.run("search", folder, "w9", "--image", "x.png", "-m", model).code());
        assertEquals(2, Cli.run("search", folder, "w9", "-m", model, "--top", 0).code());
        Cli.Result none = Cli.run("search", root.resolve("nowhere"), "w9", "-m", model);
        assertEquals(1, none.code());
        assertTrue(none.err().contains("nowhere is not a folder"), none.err());
        Cli.Result query = Cli.run("search", folder, "--image", folder.resolve("e.jpg"), "-m", model);
        assertEquals(1, query.code());
        assertTrue(query.err().contains("e.jpg is no picture"), query.err());
    }
}
