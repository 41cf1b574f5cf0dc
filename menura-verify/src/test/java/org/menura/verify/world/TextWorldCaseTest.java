package org.menura.verify.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.verify.Check;
import org.menura.verify.folder.FolderCases;

/** Recorded episodes of text adventures as a kind of case. */
class TextWorldCaseTest {
    private static final Path RECORDED = Path.of("..", "menura-world", "src", "test", "resources", "textworld");

    @Test
    void everyEpisodeAgrees() {
        assertTrue(FolderCases.isIn(RECORDED));
        List<Check> checks = FolderCases.verify(RECORDED);
        assertTrue(checks.size() >= 6, "episodes: " + checks.size());
        assertTrue(checks.stream().allMatch(Check::ok), checks.toString());
    }

    @Test
    void aDifferenceIsNamed(@TempDir Path folder) throws IOException {
        Files.createDirectory(folder.resolve("games"));
        for (String game : List.of("custom-003", "cooking-112")) {
            String file = "games/" + game + ".json";
            Files.copy(RECORDED.resolve(file), folder.resolve(file));
        }
        List<String> lines = Files.readAllLines(RECORDED.resolve("transcripts.jsonl"));
        String changed = lines.getFirst().replaceFirst("You (open|take|unlock|eat|put) ", "You never $1 ");
        String absent = lines.get(1).replaceFirst("\"game\": \"[^\"]+\"", "\"game\": \"absent\"");
        Files.write(folder.resolve("transcripts.jsonl"), List.of(changed, absent, lines.get(2)));
        assertTrue(FolderCases.isIn(folder));
        List<Check> checks = FolderCases.verify(folder);
        assertEquals(3, checks.size());
        assertFalse(checks.get(0).ok());
        assertTrue(checks.get(0).note().contains("feedback is"), checks.get(0).note());
        assertTrue(checks.get(0).note().contains("You never"), checks.get(0).note());
        assertFalse(checks.get(1).ok());
        assertTrue(checks.get(1).note().contains("absent"), checks.get(1).note());
        assertTrue(checks.get(2).ok(), checks.get(2).note());
    }
}
