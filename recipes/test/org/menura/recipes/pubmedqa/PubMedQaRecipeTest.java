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
    void eachQuestionIsHeldOutOnceAndNoConclusionIsShown() throws Exception {
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
        String texts = Files.readString(out.resolve("texts.jsonl"));
        assertTrue(texts.contains("\"Does 3 help? Some asked. It was seen.\""), texts);
        assertFalse(texts.contains("So it is"), texts);
        Set<String> held = new HashSet<>();
        for (int fold = 1; fold <= 5; fold++) {
            List<String> kept = Files.readAllLines(out.resolve("held-out-%d.jsonl".formatted(fold)));
            List<String> taught = Files.readAllLines(out.resolve("train-%d.jsonl".formatted(fold)));
            assertEquals(1, kept.stream().filter(row -> row.contains("\"no\"")).count());
            assertEquals(4, kept.size());
            assertEquals(16, taught.size());
            assertTrue(taught.stream().noneMatch(kept::contains));
            held.addAll(kept);
        }
        assertEquals(20, held.size());
    }
}
