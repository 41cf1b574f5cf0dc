package org.menura.recipes.textworld;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.recipes.EpisodeRecipes;
import org.menura.train.ledger.LedgerReader;

/** TextWorld's recipe with the games of the tests: both stages, some steps of a minute model. */
@Tag("slow")
class TextWorldRecipeTest {
    @TempDir
    private Path folder;

    @Test
    void bothStagesRun() throws IOException {
        Path games = EpisodeRecipes.root().resolve("menura-world/src/test/resources/textworld");
        EpisodeRecipes.copy(games, folder.resolve("runs/textworld-games"));
        Path data = Files.createDirectories(folder.resolve("runs/textworld-data"));
        TextWorldData.make(games, data);
        assertTrue(Files.size(data.resolve("demonstrations.jsonl")) > 0);
        Files.copy(
                data.resolve("tasks.jsonl"),
                data.resolve("unseen.jsonl"),
                StandardCopyOption.REPLACE_EXISTING); // of so few games none is held out
        EpisodeRecipes recipes = new EpisodeRecipes(folder, "textworld", "clone", "grpo");
        recipes.train("clone");
        LedgerReader ledger = recipes.train("grpo");
        assertEquals(2, ledger.records().size());
        assertEquals(1, ledger.evaluations().getLast().metrics().get("admissible"));
    }
}
