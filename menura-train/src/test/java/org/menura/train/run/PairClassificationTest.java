package org.menura.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.generate.embed.Reranker;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.train.ledger.EvaluationRecord;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.recipe.Recipe;

/** A classifier of pairs that was taught judges pairs, once it is loaded, as it did when it was evaluated. */
@Tag("slow")
class PairClassificationTest {
    private static final String RECIPE = """
            model: {checkpoint: bert-base}
            data: {path: judged.csv, format: labelled, field: evidence, second: claim}
            objective: {name: sequence-classification}
            batch: {sequences: 8, length: 32}
            optimizer: {name: adamw}
            schedule: {name: constant, rate: 0.003}
            steps: 40
            evaluation: {every: 40, data: judged.csv}
            checkpoint: {every: 40}
            seed: 3
            """;

    @TempDir
    Path folder;

    @Test
    void theLoadedModelScoresPairsAsTheEvaluationDid() throws IOException {
        Workshop workshop = new Workshop(folder);
        String[] animals = {"dog", "cat", "fox", "owl"};
        StringBuilder rows = new StringBuilder("evidence,claim,label\n");
        for (String there : animals) {
            for (String said : animals) {
                rows.append("The %s ran to the river,O %s,%s\n"
                        .formatted(there, said, there.equals(said) ? "supports" : "refutes"));
            }
        }
        Files.writeString(folder.resolve("judged.csv"), rows);
        Recipe recipe = workshop.recipe("pairs", RECIPE);
        try (TrainingRun run = TrainingRun.begin(recipe, new RunSettings(1, "test"), new TrainingRun.Listener() {})) {
            assertTrue(run.run(() -> false));
        }
        EvaluationRecord last = new LedgerReader(recipe.output()).evaluations().getLast();

        Reranker reranker = Reranker.open(
                recipe.output().resolve("model"),
                new CpuBackend(CpuOptions.fastest().withThreads(1)));
        double loss = 0;
        for (String row : rows.toString().lines().skip(1).toList()) {
            String[] fields = row.split(",");
            double supports =
                    reranker.scores(fields[0], List.of(fields[1])).values().getFirst();
            loss -= Math.log(fields[2].equals("supports") ? supports : 1 - supports) / 16;
        }
        double evaluated = last.metrics().getOrDefault("loss", Double.NaN);
        assertEquals(evaluated, loss, 1e-4);
        assertTrue(evaluated < 0.6, last.metrics()::toString); // ln 2 = 0.69 knows nothing
    }

    @Test
    void aSecondTextIsForLabelledPairsOnly() throws IOException {
        Workshop workshop = new Workshop(folder);
        String recipe = RECIPE.replace("format: labelled", "format: jsonl");
        FormatException e = assertThrows(FormatException.class, () -> workshop.recipe("wrong", recipe));
        assertTrue(e.getMessage().contains("second names the second text of labelled pairs"), e.getMessage());
    }
}
