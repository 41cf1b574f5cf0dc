package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.menura.format.image.GifFrames;
import org.menura.format.image.GifWriter;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;

/** {@code --image} of {@code menura run} and {@code menura embed}. */
@Tag("slow")
class ImagesTest {
    private static final Path PICTURE = Cli.data("images/rgb.png");

    @TempDir
    private Path folder;

    private Path model(String name, int vocabulary, int size) throws IOException {
        for (String file : new String[] {"config.json", "model.safetensors"}) {
            Files.copy(Cli.data("golden/" + name).resolve(file), folder.resolve(file));
        }
        Files.writeString(
                folder.resolve("vocab.txt"),
                "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"
                        + IntStream.range(5, vocabulary).mapToObj(i -> "w" + i).collect(Collectors.joining("\n")));
        Files.writeString(
                folder.resolve("preprocessor_config.json"),
                "{\"image_processor_type\": \"SiglipImageProcessor\", \"size\": {\"height\": %1$d, \"width\": %1$d}}"
                        .formatted(size));
        return folder;
    }

    @Test
    void aQuestionAboutPictures() throws IOException {
        Path model = model("paligemma", 80, 12);
        Object[] question = {"run", model, "--image", PICTURE, "-p", "w9 w8", "-n", 6, "--temp", 0, "--ids"};
        Cli.Result first = Cli.run(question);
        assertEquals(0, first.code(), first.err());
        assertEquals(first.out(), Cli.run(question).out());
        question[3] = Cli.data("images/orientation-3.png");
        assertNotEquals(first.out(), Cli.run(question).out());
        Cli.Result two = Cli.run("run", model, "--image", PICTURE, "--image", PICTURE, "-p", "w9", "-n", 2, "--ids");
        assertEquals(0, two.code(), two.err());
        assertTrue(two.err().contains("prompt: 2") && first.err().contains("prompt: 1"), two.err() + first.err());
    }

    @Test
    void framesOfAVideoArePictures() throws IOException {
        Path model = model("paligemma", 80, 12);
        Image a = ImageFiles.read(PICTURE).crop(0, 0, 14, 14).rgb();
        Image b = ImageFiles.read(Cli.data("images/orientation-3.png"))
                .crop(0, 0, 14, 14)
                .rgb();
        Path gif = folder.resolve("a.gif");
        GifWriter.write(List.of(a, b, a, a, b), 10, gif);
        Object[] question = {"run", model, "--video", gif, "--video-frames", 2, "-p", "w9", "-n", 6, "--greedy", "--ids"
        };
        Cli.Result seen = Cli.run(question);
        assertEquals(0, seen.code(), seen.err());
        List<Image> frames = GifFrames.read(gif, 2);
        Object[] pictures = {
            "run",
            model,
            "--image",
            folder.resolve("0.png"),
            "--image",
            folder.resolve("1.png"),
            "-p",
            "w9",
            "-n",
            6,
            "--greedy",
            "--ids"
        };
        for (int i = 0; i < 2; i++) {
            ImageFiles.writePng(frames.get(i), folder.resolve(i + ".png"));
        }
        assertEquals(Cli.run(pictures).out(), seen.out());
        question[5] = 5;
        assertNotEquals(prompt(seen.err()), prompt(Cli.run(question).err()));

        question[5] = 0;
        assertEquals(2, Cli.run(question).code());
        question[5] = 2;
        Files.write(gif, Arrays.copyOf(Files.readAllBytes(gif), 300));
        Cli.Result cut = Cli.run(question);
        assertEquals(1, cut.code());
        assertTrue(cut.err().contains("a.gif is cut off"), cut.err());
        assertEquals(1, cut.err().lines().count());
    }

    /** How many tokens a report says that the prompt had. */
    private static String prompt(String report) {
        return report.replaceFirst("(?s).*(prompt: \\d+).*", "$1");
    }

    @Test
    void aModelThatSeesNothingSaysSo() {
        Cli.Result result = Cli.run("run", Cli.stories(), "--image", PICTURE, "-p", "What?");
        assertEquals(1, result.code());
        assertTrue(result.err().contains("text alone, no pictures"), result.err());
    }

    @Test
    void brokenPicturesAreOneSentence() throws IOException {
        Path model = model("paligemma", 80, 12);
        Path broken = folder.resolve("broken.png");
        Files.write(broken, Arrays.copyOf(Files.readAllBytes(PICTURE), 200));
        Cli.Result result = Cli.run("run", model, "--image", broken, "-p", "w9");
        assertEquals(1, result.code());
        assertTrue(result.err().contains("is cut off"), result.err());
        assertEquals(
                2,
                Cli.run("run", model, "--image", PICTURE, "--lookup", "-p", "w9")
                        .code());
    }

    @Test
    void picturesAndTextsInOneSpace() throws IOException {
        Path model = model("clip", 64, 16);
        Cli.Result result = Cli.run("embed", model, "-p", "w9 w8", "--image", PICTURE);
        assertEquals(0, result.code(), result.err());
        JsonNode out = EmbedCommandTest.lines(result.out());
        assertEquals(2, out.size());
        assertEquals("w9 w8", out.get(0).get("text").asText());
        assertEquals(PICTURE.toString(), out.get(1).get("image").asText());
        for (JsonNode entry : out) {
            assertEquals(20, entry.get("embedding").size());
            double squares = 0;
            for (JsonNode v : entry.get("embedding")) {
                squares += v.asDouble() * v.asDouble();
            }
            assertEquals(1, squares, 1e-5);
        }
    }

    /** As sentence-transformers/clip-ViT-B-32 lies on the hub. */
    @Test
    void clipMayLieInAFolderOfSentenceTransformers() throws IOException {
        Path model = model("clip", 64, 16);
        Cli.Result bare = Cli.run("embed", model, "-p", "w9 w8", "--image", PICTURE);
        Path inner = Files.createDirectory(folder.resolve("0_CLIPModel"));
        for (String file : List.of("config.json", "model.safetensors", "vocab.txt", "preprocessor_config.json")) {
            Files.move(folder.resolve(file), inner.resolve(file));
        }
        Files.writeString(
                folder.resolve("modules.json"),
                "[{\"idx\": 0, \"path\": \"0_CLIPModel\", \"type\": \"sentence_transformers.models.CLIPModel\"}]");
        Cli.Result within = Cli.run("embed", model, "-p", "w9 w8", "--image", PICTURE);
        assertEquals(0, within.code(), within.err());
        assertEquals(bare.out(), within.out());
    }

    @Test
    void aClassifierOfPicturesEmbedsNoTexts() throws IOException {
        Path model = model("vit-model", 64, 16);
        Cli.Result text = Cli.run("embed", model, "-p", "w9");
        assertEquals(1, text.code());
        assertTrue(text.err().contains("embeds pictures, not texts"), text.err());
        Cli.Result picture = Cli.run("embed", model, "--image", PICTURE);
        assertEquals(0, picture.code(), picture.err());
        assertTrue(Cli.run("info", model).out().contains("image encoder"));
        assertEquals(1, Cli.run("run", model, "-p", "w9").code());
    }
}
