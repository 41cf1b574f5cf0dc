package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;

/** {@code --mmproj}: a language model and what it sees with in two GGUF files. */
@Tag("slow")
class ProjectorTest {
    private static final Path PICTURE = Cli.data("images/rgb.png");

    @TempDir
    private Path folder;

    private Path llava() throws IOException {
        Path model = Files.createDirectory(folder.resolve("llava"));
        for (String file : new String[] {"config.json", "model.safetensors"}) {
            Files.copy(Cli.data("golden/llava").resolve(file), model.resolve(file));
        }
        JsonNode config = Json.parse(model.resolve("config.json"));
        int words = config.get("text_config").get("vocab_size").asInt();
        Files.writeString(
                model.resolve("vocab.txt"),
                "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"
                        + IntStream.range(5, words).mapToObj(i -> "w" + i).collect(Collectors.joining("\n")));
        Files.writeString(
                model.resolve("preprocessor_config.json"),
                "{\"image_processor_type\": \"CLIPImageProcessor\", \"size\": {\"shortest_edge\": %1$d}, \"crop_size\": %1$d}"
                        .formatted(config.get("vision_config").get("image_size").asInt()));
        return model;
    }

    @Test
    void twoFilesSeeWhatTheFolderSees() throws IOException {
        Path model = folder.resolve("text.gguf");
        Path eyes = folder.resolve("mmproj.gguf");
        Cli.Result written = Cli.run("convert", llava(), model, "--mmproj", eyes, "--type", "F32");
        assertEquals(0, written.code(), written.err());

        Cli.Result info = Cli.run("info", model, "--mmproj", eyes);
        assertEquals(0, info.code(), info.err());
        assertTrue(info.out().contains("LLaVA") && info.out().contains("multimodal"), info.out());
        assertTrue(info.out().contains("sees with") && info.out().contains("mmproj.gguf"), info.out());

        Object[] question = {
            "run", model, "--mmproj", eyes, "--image", PICTURE, "-p", "w9 w8", "-n", 6, "--temp", 0, "--ids"
        };
        Cli.Result first = Cli.run(question);
        assertEquals(0, first.code(), first.err());
        assertEquals(first.out(), Cli.run(question).out());
        question[5] = Cli.data("images/orientation-3.png");
        assertNotEquals(first.out(), Cli.run(question).out());
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Path llava = llava();
        Cli.Result none = Cli.run("run", Cli.stories(), "--mmproj", folder.resolve("none.gguf"), "-p", "x");
        assertEquals(1, none.code());
        assertTrue(none.err().contains("none.gguf"), none.err());
        Cli.Result other = Cli.run("run", Cli.stories(), "--mmproj", Cli.data("gguf/Q4_K.gguf"), "-p", "x");
        assertEquals(1, other.code());
        assertTrue(other.err().contains("not what a model sees with"), other.err());
        Path eyes = folder.resolve("mmproj.gguf");
        assertEquals(
                0,
                Cli.run("convert", llava, folder.resolve("m.gguf"), "--mmproj", eyes)
                        .code());
        Cli.Result twice = Cli.run("info", llava, "--mmproj", eyes);
        assertEquals(1, twice.code());
        assertTrue(twice.err().contains("sees already"), twice.err());
        Cli.Result narrow = Cli.run("info", Cli.stories(), "--mmproj", eyes);
        assertEquals(1, narrow.code());
        assertTrue(narrow.err().contains("multi_modal_projector"), narrow.err());
        assertEquals(
                2,
                Cli.run("convert", Cli.stories(), folder.resolve("s.gguf"), "--mmproj", eyes)
                        .code());
        assertEquals(
                2,
                Cli.run("run", Cli.stories(), "--mmproj", eyes, "--adapter", folder, "-p", "x")
                        .code());
    }
}
