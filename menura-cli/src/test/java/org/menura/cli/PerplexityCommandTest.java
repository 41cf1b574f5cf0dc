package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;

class PerplexityCommandTest {
    @TempDir
    private Path folder;

    private Path text;

    @BeforeEach
    void writeText() throws IOException {
        String story =
                Json.parse(Cli.stories().resolve("greedy.json")).get("text").asText();
        text = Files.writeString(folder.resolve("story.txt"), story.strip());
    }

    /** The figures that llama.cpp's tool gives for this text and model in float32. */
    @Test
    void chunksAreScoredAsByLlamaCpp() {
        Cli.Result result = Cli.run("perplexity", Cli.stories(), "--file", text, "--ctx-size", 64);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().startsWith("[1]1.8920,[2]1.9665,[3]1.8453,"), result.out());
        assertTrue(result.out().contains("PPL = 1.8453 +/- 0.12910, "), result.out());
        assertTrue(result.out().contains("bits per byte, over 93 tokens"), result.out());
    }

    @Test
    void windowsOverlap() {
        Cli.Result result = Cli.run("perplexity", Cli.stories(), "-f", text, "-c", 64, "--stride", 16);
        assertTrue(result.out().contains("over 144 tokens"), result.out());
    }

    @Test
    void aShortTextIsOneSentence() {
        Cli.Result result = Cli.run("perplexity", Cli.stories(), "-f", text, "-c", 256);
        assertEquals(1, result.code());
        assertTrue(result.err().contains("takes at least 512"), result.err());
    }

    @Test
    void aFileMustBeNamed() {
        assertEquals(2, Cli.run("perplexity", Cli.stories()).code());
    }
}
