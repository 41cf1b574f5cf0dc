package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;

@Tag("slow")
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
    void documentsAreMeasuredEachByItself() throws IOException {
        String one = Files.readString(text);
        String other = "Tim saw a red ball. He was happy.";
        Result first = documents(one, 512);
        Result second = documents(other, 512);
        Result both = documents(one + "\n<end>\n" + other, 512);
        assertEquals(first.tokens + second.tokens, both.tokens);
        double bits = first.bits * one.getBytes(StandardCharsets.UTF_8).length + second.bits * other.length();
        double expected = bits / (one.getBytes(StandardCharsets.UTF_8).length + other.length());
        assertEquals(expected, both.bits, 2e-4);
        // In windows every token counts once as well, with less before it.
        Result windows = documents(one, 64);
        assertEquals(first.tokens, windows.tokens);
        assertEquals(first.bits, windows.bits, 0.1);
        assertEquals(
                2,
                Cli.run("perplexity", Cli.stories(), "-f", text, "--separator", "x", "--stride", 4)
                        .code());
    }

    private record Result(double bits, int tokens) {}

    private Result documents(String content, int context) throws IOException {
        Path file = Files.writeString(folder.resolve("documents.txt"), content);
        Cli.Result result = Cli.run("perplexity", Cli.stories(), "-f", file, "--separator", "<end>", "-c", context);
        assertEquals(0, result.code(), result.err());
        Matcher m =
                Pattern.compile(", ([0-9.]+) bits per byte, over (\\d+) tokens").matcher(result.out());
        assertTrue(m.find(), result.out());
        return new Result(Double.parseDouble(m.group(1)), Integer.parseInt(m.group(2)));
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
