package org.menura.verify.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.verify.Check;
import org.menura.verify.TestData;

/** What lm-evaluation-harness logged of a small model. */
@Tag("slow")
class LikelihoodFolderTest {
    private static final CpuBackend OPS =
            new CpuBackend(CpuOptions.fastest().withThreads(2).withExact(true));
    private static final Path MODEL = TestData.path("..").resolve("models/stories260K");

    @TempDir
    private Path folder;

    private static Path records() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(LikelihoodFolderTest.class.getResource(
                                "/likelihood/stories260K/story_words.samples.jsonl"))
                        .toURI())
                .getParent();
    }

    @Test
    void likelihoodsTextsAnswersAndAccuracies() throws URISyntaxException {
        assertTrue(LikelihoodFolder.isIn(records()));
        List<Check> checks = LikelihoodFolder.verify(records(), MODEL, OPS);
        checks.forEach(check -> assertTrue(check.ok(), check.toString()));
        assertEquals(8, checks.size(), checks.toString());
        for (String name : List.of(
                "story_endings: 64 log-likelihoods",
                "story_endings: acc of 32 documents",
                "story_names: 10 answers",
                "story_text: 8 log-likelihoods of texts")) {
            assertTrue(checks.stream().anyMatch(c -> c.output().equals(name)), name + " in " + checks);
        }
    }

    @Test
    void anotherAnswerIsFound() throws IOException, URISyntaxException {
        String line = Files.readAllLines(records().resolve("story_words.samples.jsonl"))
                .getFirst();
        Files.writeString(folder.resolve("changed.samples.jsonl"), line.replaceFirst("\"-1\\.79", "\"-1.80"));
        List<Check> checks = LikelihoodFolder.verify(folder, MODEL, OPS);
        assertFalse(checks.getFirst().ok(), checks.toString());
        Files.writeString(folder.resolve("changed.samples.jsonl"), "{\"arguments\": [[\"a\", \"b\"]], \"resps\": []}");
        FormatException e = assertThrows(FormatException.class, () -> LikelihoodFolder.verify(folder, MODEL, OPS));
        assertTrue(e.getMessage().contains("line 1"), e.getMessage());
    }
}
