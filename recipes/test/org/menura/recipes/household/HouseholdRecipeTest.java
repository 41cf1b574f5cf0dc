package org.menura.recipes.household;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.recipes.EpisodeRecipes;
import org.menura.train.ledger.LedgerReader;

/** The household's recipe with the data that its program makes: all stages, some steps of a minute model. */
@Tag("slow")
class HouseholdRecipeTest {
    @TempDir
    private Path folder;

    @Test
    void allStagesRun() throws IOException {
        Path data = Files.createDirectories(folder.resolve("runs/household-data"));
        HouseholdData.make(data, 6, 6, 8, 4, 5);
        for (String name : List.of("demonstrations", "many-demonstrations")) {
            assertEquals(6, Files.readAllLines(data.resolve(name + ".jsonl")).size());
        }
        List<String> told = Files.readAllLines(data.resolve("renamed.jsonl"));
        assertEquals(16 * 6, told.size());
        assertEquals(
                12 * 6, told.stream().filter(line -> line.contains("\"names\"")).count());
        assertTrue(told.stream().anyMatch(line -> line.contains("\"noise\"")));
        List<String> played = Files.readAllLines(data.resolve("play.jsonl"));
        assertEquals(5, played.size());
        assertTrue(played.stream().anyMatch(line -> line.contains("\"task\"")));
        EpisodeRecipes recipes = new EpisodeRecipes(folder, "household", "play", "clone", "grpo", "own");
        recipes.train("play");
        recipes.train("clone");
        LedgerReader ledger = recipes.train("grpo");
        assertEquals(2, ledger.records().size());
        Map<String, Double> metrics = ledger.evaluations().getLast().metrics();
        assertEquals(1, metrics.get("admissible"));
        assertEquals(4, metrics.get("episodes"));
        assertTrue(ledger.records().getFirst().metrics().containsKey("flat_groups"));
        Path successes = folder.resolve("runs/household-successes.jsonl");
        RenamedEpisodes.write(data.resolve("demonstrations.jsonl"), successes, 3, 2);
        assertEquals(3 * 6, Files.readAllLines(successes).size());
        assertEquals(2, recipes.train("own").records().size());
    }
}
