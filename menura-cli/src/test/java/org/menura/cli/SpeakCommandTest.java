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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.OutputFolder;
import org.menura.format.audio.AudioFiles;

@Tag("slow")
class SpeakCommandTest {
    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void copyModel() throws IOException {
        Path golden = Cli.data("golden/audioldm-tiny");
        model = folder.resolve("audioldm");
        OutputFolder.copy(golden, model);
        Path index = model.resolve("model_index.json");
        Files.writeString(index, Files.readString(index).replaceFirst("null,\\s*null", "\"t\", \"BertTokenizer\""));
        Files.createDirectories(model.resolve("tokenizer"));
        Files.writeString(
                model.resolve("tokenizer/vocab.txt"),
                "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"
                        + IntStream.range(5, 60).mapToObj(i -> "w" + i).collect(Collectors.joining("\n")));
    }

    private byte[] speak(Object... more) throws IOException {
        Path out = folder.resolve("out.wav");
        Files.deleteIfExists(out);
        Object[] args = Stream.concat(
                        Stream.of("speak", model, "w9 w8", "-o", out, "--steps", 2, "--seconds", 0.01),
                        Arrays.stream(more))
                .toArray();
        Cli.Result result = Cli.run(args);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("out.wav: 0.01 s at 16000 Hz"), result.out());
        assertEquals(160, AudioFiles.readMono(out, 16000, 1).length);
        return Files.readAllBytes(out);
    }

    @Test
    void theSameSeedMakesTheSameSound() throws IOException {
        byte[] first = speak("--seed", 3);
        assertArrayEquals(first, speak("--seed", 3, "-t", 1));
        assertFalse(Arrays.equals(first, speak("--seed", 4)));
        assertFalse(Arrays.equals(first, speak("--seed", 3, "--guidance", 1)));
        assertFalse(Arrays.equals(first, speak("--seed", 3, "--negative", "w12")));
    }

    @Test
    void saysWhatIsWrong() {
        for (List<String> wrong : List.of(
                List.of("--seconds", "0"), List.of("--steps", "0"), List.of("--guidance", "NaN"), List.of("-m", "x"))) {
            Object[] args = Stream.concat(Stream.of("speak", model, "w9"), wrong.stream())
                    .toArray();
            assertEquals(2, Cli.run(args).code(), wrong.toString());
        }
        assertEquals(2, Cli.run("speak", "w9").code());
        Cli.Result stories = Cli.run("speak", Cli.stories(), "w9");
        assertEquals(1, stories.code());
        assertTrue(stories.err().contains("AudioLDMPipeline is needed"), stories.err());
        Cli.Result pictures = Cli.run("speak", Cli.data("golden/stable-diffusion-tiny"), "w9");
        assertEquals(1, pictures.code());
        assertTrue(pictures.err().contains("an AudioLDMPipeline does"), pictures.err());
        Cli.Result draw = Cli.run("draw", "w9", "-m", model);
        assertEquals(1, draw.code());
        assertTrue(draw.err().contains("does not draw pictures"), draw.err());
    }
}
