package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that see, measured from the command line. */
@Tag("slow")
class EvalMediaTest {
    private static final Path SETS = Cli.repository().resolve("recipes/nano-omni/data");

    @Test
    void aModelThatSees(@TempDir Path folder) throws IOException {
        Cli.Result result = Cli.run(
                "eval",
                Cli.repository().resolve("models/nano-omni"),
                "--media",
                SETS,
                "--tasks",
                "pope_random,seed",
                "--limit",
                "2",
                "--output-path",
                folder,
                "--log-samples");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("yes_ratio"), result.out());
        assertTrue(result.out().contains("2 of 80"), result.out());
        try (Stream<Path> files = Files.walk(folder)) {
            Path samples = files.filter(f -> f.getFileName().toString().startsWith("samples_pope_random"))
                    .findFirst()
                    .orElseThrow();
            assertTrue(Files.readString(samples).contains("{image:pictures/scene-0.png}"));
        }
    }

    @Test
    void aModelOfTextIsRefused() {
        Cli.Result result =
                Cli.run("eval", Cli.repository().resolve("models/stories260K"), "--media", SETS, "--tasks", "captions");
        assertNotEquals(0, result.code());
        assertTrue(result.err().contains("takes in text alone"), result.err());
    }

    @Test
    void harnessesCanBeComparedByHashes() {
        Cli.Result result = Cli.run("eval", "--model", "hash", "--media", SETS, "--tasks", "mme,mmmu", "--limit", "8");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("acc_plus"), result.out());
    }
}
