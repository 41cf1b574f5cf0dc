package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class TokenizeCommandTest {
    @TempDir
    private Path folder;

    @Test
    void idsOfAFile() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "Once upon");
        assertEquals(
                "1 403 407",
                Cli.run("tokenize", "--model", Cli.stories(), "--file", text, "--ids")
                        .out()
                        .strip());
        assertEquals(
                "403 407",
                Cli.run("tokenize", "-m", Cli.stories(), "-p", "Once upon", "--ids", "--no-special")
                        .out()
                        .strip());
    }

    @Test
    void tokensWithTheirTexts() {
        String out = Cli.run("tokenize", Cli.stories(), "-p", "Once upon").out();
        assertTrue(out.contains("403  ▁Once"), out);
    }

    @Test
    void theTextMayBeAWordOfTheCommandLine() {
        String expected =
                Cli.run("tokenize", Cli.stories(), "-p", "Once upon", "--ids").out();
        assertEquals(
                expected,
                Cli.run("tokenize", Cli.stories(), "Once upon", "--ids").out());
        assertEquals(
                expected,
                Cli.run("tokenize", "-m", Cli.stories(), "Once upon", "--ids").out());
        Cli.Result twice = Cli.run("tokenize", Cli.stories(), "Once", "-p", "upon");
        assertEquals(2, twice.code());
        assertTrue(twice.err().contains("the text is given twice, as \"upon\" and as \"Once\""), twice.err());
        Cli.Result named = Cli.run("tokenize", "-m", Cli.stories(), Cli.stories(), "Once");
        assertTrue(named.err().contains("the model is named twice"), named.err());
    }

    @Test
    void idsBecomeTextAgain() {
        assertEquals(
                "Once upon a",
                Cli.run("tokenize", Cli.stories(), "--decode", "403,407 261")
                        .out()
                        .strip());
    }

    @Test
    void aTokenizerFileWillDo() {
        Path json = Cli.stories().resolve("tokenizer.json");
        assertEquals(
                "403 407",
                Cli.run("tokenize", json, "-p", "Once upon", "--ids", "--no-special")
                        .out()
                        .strip());
    }

    @Test
    void specialTokensMayBeMereText() {
        String parsed = Cli.run("tokenize", Cli.stories(), "-p", "</s>", "--ids", "--no-special")
                .out();
        String plain = Cli.run("tokenize", Cli.stories(), "-p", "</s>", "--ids", "--no-special", "--no-parse-special")
                .out();
        assertEquals("2", parsed.strip());
        assertTrue(plain.strip().split(" ").length > 1, plain);
    }

    @Test
    void aModelWithoutTokenizerIsOneSentence() {
        Cli.Result result = Cli.run("tokenize", Cli.data("golden/llama-gqa"), "-p", "x");
        assertEquals(1, result.code());
        assertTrue(result.err().contains("tokenizer"), result.err());
    }

    @Test
    void aFileThatIsNotUtf8IsOneSentence() throws IOException {
        Path text = Files.write(folder.resolve("text"), new byte[] {(byte) 0xC3, 0x28});
        Cli.Result result = Cli.run("tokenize", Cli.stories(), "-f", text);
        assertEquals(1, result.code());
        assertTrue(result.err().contains("UTF-8"), result.err());
    }
}
