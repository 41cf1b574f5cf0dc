package org.menura.train.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.model.load.ModelSource;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.ledger.StepRecord;

/** Runs over episodes: what is left out, what is counted, and what is refused. */
@Tag("slow")
class EpisodeRunsTest {
    @TempDir
    static Path folder;

    private static Workshop workshop;

    @BeforeAll
    static void models() throws IOException {
        workshop = new Workshop(folder);
    }

    private static String recipe(String objective) {
        return """
                model: {checkpoint: walker}
                data: {path: episodes.jsonl, format: episodes}
                objective: {environment: test-key-and-door, %s}
                batch: {sequences: 2, length: 512}
                optimizer: {weight_decay: 0}
                schedule: {name: constant, rate: 1e-2}
                steps: 3""".formatted(objective);
    }

    private static LedgerReader train(String name, String objective) throws IOException {
        try (TrainingRun run = TrainingRun.begin(
                workshop.recipe(name, recipe(objective)), new RunSettings(2, "test"), new TrainingRun.Listener() {})) {
            assertTrue(run.run(() -> false));
            return run.ledger().reader();
        }
    }

    private static float[] weights(Path model) {
        return ModelSource.open(model)
                .weights()
                .tensor("model.layers.0.self_attn.q_proj.weight")
                .toFloats();
    }

    @Test
    void groupsWithoutAnyDifferenceAreLeftOutAndCounted() throws IOException {
        // Nobody opens the door in one step.
        LedgerReader ledger = train("flat", "name: episode-grpo, max_steps: 1, group: 3");
        for (StepRecord step : ledger.records()) {
            assertEquals(1, step.metrics().get("flat_groups"));
            assertEquals(0, step.loss());
        }
        assertArrayEquals(
                weights(folder.resolve("walker")), weights(ledger.folder().resolve("model")));
    }

    @Test
    void stepsThatCostMakeADifference() throws IOException {
        LedgerReader ledger = train("cost", "name: episode-grpo, max_steps: 6, group: 8, step_cost: 0.1");
        assertTrue(ledger.records().stream().anyMatch(s -> s.metrics().getOrDefault("flat_groups", 1.0) < 1));
    }

    @Test
    void evaluationsMayHaveAnotherLimit() throws IOException {
        String evaluation = "name: episode-grpo, max_steps: 1, group: 2, evaluation_max_steps: 5, repeats: false}\n"
                + "evaluation: {every: 3, data: episodes.jsonl";
        double steps =
                train("limit", evaluation).evaluations().getLast().metrics().getOrDefault("steps", 0.0);
        assertTrue(steps > 1 && steps <= 5, () -> "%s steps".formatted(steps));
    }

    @Test
    void cloningTellsTheLossOfActions() throws IOException {
        List<StepRecord> records =
                train("clone", "name: behavior-cloning, world: 0.5").records();
        assertTrue(records.getLast().metrics().getOrDefault("action_loss", 0.0) > 0);
        FormatException e = assertThrows(
                FormatException.class,
                () -> workshop.recipe("none", recipe("name: episode-grpo").replace("test-key", "k")));
        assertTrue(String.valueOf(e.getMessage()).contains("objective.environment is unknown"), e.getMessage());
    }
}
