package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerCommandTest {
    @TempDir
    private Path folder;

    private static final Path TEXT = Cli.data("text/shakespeare.txt");

    private static void fails(String sentence, Object... args) {
        Cli.Result result = Cli.run(args);
        assertEquals(1, result.code(), result.out());
        assertEquals("menura: " + sentence, result.err().strip());
    }

    @ParameterizedTest
    @CsvSource({"bpe,400", "spm,400", "unigram,400"})
    void whatIsLearnedReadsAndWritesText(String kind, int size) throws IOException {
        Path out = folder.resolve("a");
        Object[] args = {"tokenizer", "train", TEXT, "--kind", kind, "--size", size, "-o", out};
        Cli.Result result = Cli.run(args);
        assertEquals(0, result.code(), result.err());
        assertEquals("%s: %d entries".formatted(out, size), result.out().strip());
        String ids = Cli.run("tokenize", out, "-p", "Before we proceed any further", "--ids", "--no-special")
                .out()
                .strip();
        assertTrue(ids.split(" ").length < 26, ids);
        assertEquals(
                "Before we proceed any further",
                Cli.run("tokenize", out, "--decode", ids).out().strip());
        args[8] = folder.resolve("b");
        assertEquals(0, Cli.run(args).code());
        assertEquals(TinyRun.content(out), TinyRun.content(folder.resolve("b")));
    }

    @Test
    void controlTokensAndATemplateAreKept() throws IOException {
        Path template = Files.writeString(folder.resolve("chat.jinja"), "{{ messages[0].content }}");
        Path out = folder.resolve("out");
        Cli.Result result = Cli.run(
                "tokenizer",
                "train",
                TEXT,
                "--size",
                300,
                "--token",
                "<|user|>,<|assistant|>",
                "--chat-template",
                template,
                "-o",
                out);
        assertEquals(0, result.code(), result.err());
        String ids = Cli.run("tokenize", out, "-p", "<|assistant|>", "--ids", "--no-special")
                .out()
                .strip();
        assertEquals(1, ids.split(" ").length, ids);
        try (var files = Files.list(out)) {
            assertTrue(files.anyMatch(f -> contains(f, "messages[0].content")));
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void badInputIsOneSentence() throws IOException {
        Path none = folder.resolve("none.txt");
        fails("no such file or folder: " + none, "tokenizer", "train", none, "--size", 300, "-o", folder.resolve("o"));
        Cli.Result small = Cli.run("tokenizer", "train", TEXT, "--size", 3, "-o", folder.resolve("o"));
        assertEquals(1, small.code());
        assertTrue(small.err().contains("3"), small.err());
        Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xE4, 'b'});
        Cli.Result result = Cli.run("tokenizer", "train", latin, "--size", 300, "-o", folder.resolve("o"));
        assertEquals(1, result.code());
        assertTrue(result.err().contains("UTF-8"), result.err());
    }

    @Test
    void wrongUsageExitsWith2() {
        assertEquals(2, Cli.run("tokenizer").code());
        assertEquals(2, Cli.run("tokenizer", "train", TEXT, "-o", folder).code());
        assertEquals(2, Cli.run("tokenizer", "train", TEXT, "--size", 300).code());
        assertEquals(
                2,
                Cli.run("tokenizer", "train", TEXT, "--size", 300, "--kind", "word", "-o", folder)
                        .code());
    }
}
