package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders where files are needed, files that hold nothing, and what cannot be written are named. */
class WrongFilesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokenizer train @ --size 300 -o new",
                "data mix @",
                "eval code @ -m STORIES",
                "eval decide @",
                "eval baseline --train @.tsv --test @.tsv",
                "eval fairness -m STORIES --bbq @",
                "detect evaluate @",
                "detect leave-out @ --by domain",
                "detect answers @ -m STORIES",
                "evolve @ -m STORIES -o @.tsv",
                "card model STORIES --text @",
                "transcribe @ -m STORIES",
                "run -p hello --image @",
                "run -p hello --audio @",
                "serve STORIES --api-key-file @",
            })
    void aFolderWhereAFileIsNeeded(String command) throws IOException {
        Path wrong = Files.createDirectories(folder.resolve("some where"));
        Files.createDirectories(folder.resolve("some where.tsv"));
        Object[] words = command.split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].toString()
                    .replace("@", wrong.toString())
                    .replace("STORIES", Cli.stories().toString());
        }
        Cli.Result result = Cli.run(words);
        assertEquals(1, result.code(), result.err());
        assertTrue(
                result.err().matches("(?s)menura: \\Q" + wrong + "\\E(\\.tsv)? is a folder; a file is needed\\n"),
                result.err());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "eval domains @/nowhere -m STORIES | there is no file or folder @/nowhere",
                "eval olmes @/nowhere -m STORIES | there is no folder @/nowhere",
                "eval domains @/empty.jsonl -m STORIES | @/empty.jsonl holds no text: its files are empty",
                "evolve @/empty.jsonl -m STORIES -o @/new | there is no instruction in @/empty.jsonl",
                "agent show @ | @ is no run of an agent: it has no run.json",
                "verify @ --template | there is no @/chat_template.jinja; a folder of template cases has chat_template.jinja and cases.jsonl",
                "card model STORIES -o @/empty.jsonl/x | @/empty.jsonl/x: Not a directory",
                "quantize STORIES @/empty.jsonl/x Q8_0 | @/empty.jsonl/x: Not a directory",
                "convert STORIES @/empty.jsonl/x --to hf | @/empty.jsonl/x: Not a directory",
                "init STORIES/config.json @/empty.jsonl/x | @/empty.jsonl/x: Not a directory",
                "serve STORIES --port 0 --access-log @/empty.jsonl/x | @/empty.jsonl/x: Not a directory",
                "serve STORIES --port 0 --access-log @/no/x | no such file or folder: @/no",
                "serve STORIES --port 0 --host nobody.invalid | cannot listen on nobody.invalid:0: there is no host of this name; choose another --host",
                "info @/n\ufffd | no such file or folder: @/n\ufffd (if it is there, its name is not UTF-8: rename it)",
            })
    void whatIsWrongIsNamed(String command, String sentence) throws IOException {
        Files.createFile(folder.resolve("empty.jsonl"));
        Object[] words = filled(command).split(" ");
        Cli.Result result = Cli.run(words);
        assertEquals(1, result.code(), result.err());
        assertTrue(result.err().startsWith("menura: " + filled(sentence)), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "draw cat --strength 0.5 | --strength says how much of --image is drawn anew: give both",
                "draw cat --preview 0 | --preview must be at least 1, not 0",
                "serve STORIES --port 0 --ttl 99999999999 | --ttl must be at most 1000000000 seconds, not 99999999999",
                "grammar --regex a --draw=-1 | --draw must be at least 0, not -1",
            })
    void whatWouldDoNothingIsRefused(String command, String sentence) {
        Object[] words = filled(command).split(" ");
        Cli.Result result = Cli.run(words);
        assertEquals(2, result.code(), result.err());
        assertTrue(result.err().startsWith("menura: " + sentence), result.err());
    }

    private String filled(String text) {
        return text.replace("@", folder.toString())
                .replace("STORIES", Cli.stories().toString());
    }

    @Test
    void aClosedInputIsAnEmptyOne() throws IOException, InterruptedException {
        assumeTrue(File.separatorChar == '/', "the launcher is for a shell");
        Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nwc -c | tr -d ' '\n");
        assertTrue(java.toFile().setExecutable(true));
        String script = "target=t; root=r; set -eu; . '%s'; exec 0<&-; menura_java"
                .formatted(Cli.repository().resolve(".mvn/start.sh"));
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", script).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", folder.toString());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        assertEquals("0\n", out);
    }
}
