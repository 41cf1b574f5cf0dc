package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BloomCommandTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void corpus() throws IOException {
        Path documents = Files.createDirectories(folder.resolve("corpus/documents"));
        Files.writeString(
                documents.resolve("b.jsonl"), "{\"id\":\"2\",\"text\":\"new\\nknown line\",\"source\":\"s\"}\n");
        Files.writeString(
                documents.resolve("a.jsonl"), "{\"id\":\"1\",\"text\":\"known line\\nend\",\"source\":\"s\"}\n");
    }

    private Cli.Result run(String... more) {
        String[] args = new String[more.length + 5];
        args[0] = "data";
        args[1] = "bloom";
        args[2] = folder.resolve("corpus").toString();
        args[3] = "--as";
        args[4] = "seen";
        System.arraycopy(more, 0, args, 5, more.length);
        return Cli.run(args);
    }

    private String attributes(String file) throws IOException {
        return Files.readString(folder.resolve("corpus/attributes/seen").resolve(file));
    }

    @Test
    void paragraphsOfEarlierFilesAreKnown() throws IOException {
        Path filter = folder.resolve("seen.bloom");
        Cli.Result result = run("--items", "100", "--filter", filter.toString());
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("2 documents, 4 paragraphs, 1 of them known"), result.out());
        assertEquals(
                "{\"id\":\"2\",\"attributes\":{\"bff_duplicate_paragraph_spans\":[[4,14,1.0]]}}\n",
                attributes("b.jsonl"));
        Cli.Result again = run("--filter", filter.toString(), "--read-only");
        assertTrue(again.out().contains("4 of them known"), again.out());
    }

    @Test
    void whatIsMissingIsSaid() {
        Cli.Result result = run();
        assertEquals(2, result.code());
        assertTrue(result.err().contains("--items"), result.err());
        assertEquals(2, run("--read-only").code());
        Cli.Result nowhere = Cli.run("data", "bloom", folder.resolve("no").toString(), "--as", "x", "--items", "5");
        assertEquals(1, nowhere.code());
        assertEquals(1, nowhere.err().lines().count(), nowhere.err());
    }
}
