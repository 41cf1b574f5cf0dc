package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.OutputFile;
import org.menura.format.image.GifFrames;
import org.menura.format.image.ImageFiles;
import org.menura.format.json.Json;

/** A model that sees, hears and draws: its answers are {@code w10 w11}, a picture, {@code w12}. */
@Tag("slow")
class OmniTest {
    private static final Path PICTURE = Cli.data("images/rgb.png");
    private static final Path SOUND = Cli.data("audio/chirp.wav");

    @TempDir
    private Path folder;

    private Path model = Path.of("");

    @BeforeEach
    void copyModel() throws IOException {
        model = folder.resolve("models/nano-omni");
        copy(Cli.data("omni"), model);
        copy(Cli.data("golden/stable-diffusion-tiny"), model.resolve("generator"));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void isDrawn(Path file) {
        assertEquals(16, ImageFiles.read(file).width());
    }

    @Test
    void runSeesHearsAndDraws() throws IOException {
        Path first = folder.resolve("a.png");
        Object[] args = {
            "run",
            model,
            "--audio",
            SOUND,
            "--image",
            PICTURE,
            "--audio",
            SOUND,
            "-p",
            "w1 <image> w2 <audio>",
            "--greedy",
            "-o",
            first,
            "--seed",
            4
        };
        Cli.Result result = Cli.run(args);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("w10 w11") && result.out().contains("w12"), result.out());
        assertFalse(result.out().contains("IMG"), result.out());
        assertTrue(result.out().contains(first + ": 16 × 16"), result.out());
        isDrawn(first);
        args[12] = folder.resolve("b.png");
        assertEquals(0, Cli.run(args).code());
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(folder.resolve("b.png")));
        args[14] = 5;
        assertEquals(0, Cli.run(args).code());
        assertFalse(Arrays.equals(Files.readAllBytes(first), Files.readAllBytes(folder.resolve("b.png"))));
    }

    @Test
    void textAloneIsARequest() {
        Path file = folder.resolve("c.png");
        Cli.Result result = Cli.run("run", model, "-p", "Draw w3.", "--greedy", "-o", file);
        assertEquals(0, result.code(), result.err());
        isDrawn(file);
        Cli.Result plain = Cli.run("run", model, "--no-instruct", "-p", "w11", "--greedy");
        assertEquals("w12", plain.out().strip());
        Cli.Result broken = Cli.run("run", model, "--image", PICTURE, "-p", "w1", "--greedy", "-n", 3, "-o", file);
        assertTrue(broken.err().contains("did not end"), broken.err());
    }

    @Test
    void chatSeesHearsAndDrawsOverTurns() throws IOException {
        Path file = folder.resolve("d.png");
        Path broken = Files.write(folder.resolve("broken.png"), Arrays.copyOf(Files.readAllBytes(PICTURE), 200));
        Cli.Result result = Cli.typed(
                "w1\n/video " + PICTURE + "\n/audio " + SOUND + "\n/image " + PICTURE + "\nw2 <audio>\n/image " + broken
                        + "\n/image missing.png\n" + "/image\n<image> <image>\nw4\n",
                "chat",
                model,
                "--image",
                PICTURE,
                "--greedy",
                "-o",
                file);
        assertEquals(0, result.code(), result.err());
        isDrawn(file);
        isDrawn(folder.resolve("d-2.png"));
        assertTrue(result.err().contains("is cut off"), result.err());
        assertTrue(result.err().contains("missing.png"), result.err());
        assertTrue(result.err().contains("is no GIF file"), result.err());
        assertTrue(result.err().contains("which file?"), result.err());
        assertTrue(Files.exists(folder.resolve("d-4.png")), result.out());
    }

    @Test
    void drawAsksForAPicture() throws IOException {
        Path file = folder.resolve("e.png");
        Cli.Result result = Cli.run("draw", model, "a red heart", "-o", file, "--steps", 2);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("16 × 16"), result.out());
        isDrawn(file);
        assertEquals(2, Cli.run("draw", model, "a red heart", "-m", model).code());

        Path gif = folder.resolve("e.gif");
        Cli.Result video = Cli.run("draw", model, "a red heart", "-o", gif, "--frames", 2, "--steps", 3);
        assertEquals(0, video.code(), video.err());
        assertEquals(2, GifFrames.read(gif, 9).size());

        Path random = folder.resolve("random");
        assertEquals(0, Cli.run("init", model.resolve("config.json"), random).code());
        for (String name : new String[] {"tokenizer.json", "tokenizer_config.json", "processor_config.json"}) {
            Files.copy(model.resolve(name), random.resolve(name));
        }
        Path none = folder.resolve("none.png");
        Cli.Result silent = Cli.run("draw", random, "a red heart", "-o", none);
        assertEquals(1, silent.code());
        assertTrue(silent.err().contains("without a complete signal"), silent.err());
        assertFalse(Files.exists(none));
        Cli.Result text = Cli.run("draw", Cli.stories(), "a red heart", "-o", none);
        assertEquals(1, text.code());
        assertTrue(text.err().contains("it draws nothing"), text.err());
    }

    @Test
    void withoutArgumentsItShowsTheWholeChain() throws IOException {
        Files.createDirectories(model.resolve("samples"));
        Files.copy(PICTURE, model.resolve("samples/picture.png"));
        Files.copy(SOUND, model.resolve("samples/word.wav"));
        Path file = folder.resolve("tour.png");
        Cli.Result result = Cli.at(folder, "", "run", "-o", file, "--greedy");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("> [picture.png] ") && result.out().contains("> [word.wav] "), result.out());
        assertTrue(result.out().contains("Draw a red heart."), result.out());
        isDrawn(file);
        Cli.Result asked = Cli.at(folder, "", "run", "-p", "w3", "--greedy", "-o", file);
        assertTrue(asked.out().contains("w10 w11"), asked.out() + asked.err());
        assertEquals(0, Cli.at(folder, "w3\n", "chat", "--greedy", "-o", file).code());
        assertEquals(0, Cli.at(folder, "", "draw", "a heart", "-o", file).code());
    }

    @Test
    void whatIsWrongIsOneSentence() throws IOException {
        String[][] cases = {
            {"text alone", Cli.stories().toString(), "--audio", SOUND.toString()},
            {"missing.wav", model.toString(), "--audio", "missing.wav"},
            {"missing.png", model.toString(), "--image", "missing.png"},
            {"no sound file", model.toString(), "--audio", PICTURE.toString()},
            {"more places <image>", model.toString(), "--image", PICTURE.toString(), "-p", "<image> <image>"},
            {"too long", model.toString(), "--audio", Cli.data("audio/jfk.flac").toString()}
        };
        for (String[] c : cases) {
            Object[] args =
                    Stream.concat(Stream.of("run"), Arrays.stream(c).skip(1)).toArray();
            Cli.Result result = Cli.run(args);
            assertEquals(1, result.code(), Arrays.toString(c) + result.err());
            assertTrue(result.err().contains(c[0]), result.err());
            assertEquals(1, result.err().strip().lines().count(), result.err());
        }
    }

    @Test
    void picturesOfOthersStay() throws IOException {
        Path file = folder.resolve("h.png");
        Path other = Files.writeString(folder.resolve("h-2.png"), "somebody's");
        String typed = "Draw w3.\nDraw w3.\n";
        assertEquals(0, Cli.typed(typed, "chat", model, "--greedy", "-o", file).code());
        isDrawn(file);
        isDrawn(folder.resolve("h-3.png"));
        assertEquals("somebody's", Files.readString(other));
        Cli.Result json = Cli.run("run", model, "-p", "Draw w3.", "--greedy", "-o", file, "--json");
        assertEquals(0, json.code(), json.err());
        assertEquals(
                file.toString(),
                Json.parse(json.out(), "output").at("/pictures/0").asText());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void withoutANameNothingIsOverwritten() throws IOException, InterruptedException {
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    0,
                    ChildProcess.start(folder, "", "draw", model.toString(), "a red heart", "--steps", "1")
                            .waitFor());
            assertEquals(
                    0,
                    ChildProcess.start(folder, "", "run", model.toString(), "-p", "Draw w3.", "--greedy")
                            .waitFor());
        }
        for (String name : List.of("out.png", "out-2.png", "menura-1.png", "menura-2.png")) {
            isDrawn(folder.resolve(name));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void devicesAreWrittenAndErrorsNameTheFile() throws IOException {
        Path device = Path.of("/dev/null");
        assertEquals(
                0,
                Cli.run("draw", model, "a red heart", "-o", device, "--steps", 1)
                        .code());
        assertTrue(OutputFile.isInPlace(device));
        Cli.Result full = Cli.run("draw", model, "a red heart", "-o", "/dev/full", "--steps", 1);
        assertEquals(1, full.code());
        assertEquals("menura: /dev/full: No space left on device", full.err().strip());
        Cli.Result nowhere = Cli.run("draw", model, "a red heart", "-o", folder.resolve("no/x.png"), "--steps", 1);
        assertEquals(
                "menura: no such file or folder: " + folder.resolve("no"),
                nowhere.err().strip());
        Cli.Result onFolder = Cli.run("draw", model, "a red heart", "-o", folder, "--steps", 1);
        assertEquals(
                "menura: " + folder + ": is a folder, no file", onFolder.err().strip());
        Path link = Files.createSymbolicLink(folder.resolve("link.png"), folder.resolve("real.png"));
        assertEquals(
                0,
                Cli.run("draw", model, "a red heart", "-o", link, "--steps", 1).code());
        isDrawn(folder.resolve("real.png"));
        assertTrue(Files.isSymbolicLink(link));
    }
}
