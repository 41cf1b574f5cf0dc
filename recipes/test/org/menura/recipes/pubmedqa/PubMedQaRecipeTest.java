package org.menura.recipes.pubmedqa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folds of the recipe on medical questions. */
class PubMedQaRecipeTest {
    @TempDir
    private Path folder;

    @Test
    void eachQuestionIsHeldOutOnceAndItsConclusionIsNeverShownThere() throws Exception {
        Path file = Files.createDirectories(folder.resolve("pubmedqa")).resolve("pqa_labeled.jsonl");
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            rows.append("""
                    {"question": "Does %d help?", "contexts": ["Some asked.", "It was seen."], "long_answer": "So it is.", "final_decision": "%s"}
                    """.formatted(i, i % 4 == 0 ? "no" : "yes"));
        }
        Files.writeString(file, rows);
        Path out = folder.resolve("out");
        PubMedQaData.main(new String[] {folder.toString(), out.toString()});
        String pairs = Files.readString(out.resolve("pairs.jsonl"));
        assertTrue(pairs.contains("\"Some asked. It was seen.\",\"second\":\"Does 3 help?\""), pairs);
        assertFalse(pairs.contains("So it is"), pairs);
        Set<String> held = new HashSet<>();
        for (int fold = 1; fold <= 5; fold++) {
            List<String> kept = Files.readAllLines(out.resolve("held-out-%d.jsonl".formatted(fold)));
            List<String> taught = Files.readAllLines(out.resolve("train-%d.jsonl".formatted(fold)));
            assertEquals(1, kept.stream().filter(row -> row.contains("\"no\"")).count());
            assertEquals(4, kept.size());
            assertEquals(32, taught.size());
            assertTrue(kept.stream().noneMatch(row -> row.contains("So it is")));
            for (String row : kept) {
                String question = row.substring(row.indexOf("\"second\""));
                assertTrue(taught.stream().noneMatch(other -> other.endsWith(question)), row);
            }
            held.addAll(kept);
        }
        assertEquals(20, held.size());
    }
}
