package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.train.ledger.CodeInfo;
import org.menura.train.ledger.DataManifest;
import org.menura.train.ledger.EvaluationRecord;
import org.menura.train.ledger.Ledger;

class LedgerForgettingTest {
    @TempDir
    Path folder;

    private Path ledger(boolean tasks) throws IOException {
        Path run = folder.resolve("run");
        try (Ledger ledger =
                Ledger.create(run, "", "{}", CodeInfo.current("test", "none"), DataManifest.of(folder, List.of()))) {
            for (int learned = 0; tasks && learned <= 2; learned++) {
                for (String name : List.of("task:a", "task:b")) {
                    double accuracy = name.equals("task:a") ? 0.5 - 0.1 * learned : 0.4 * learned;
                    ledger.append(new EvaluationRecord(
                            learned, name, Map.of("learned", (double) learned, "accuracy", accuracy)));
                }
            }
        }
        return run;
    }

    @Test
    void forgettingIsATable() throws IOException {
        Path run = ledger(true);
        Cli.Result result = Cli.run("ledger", "forgetting", run);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("| after a | 0.4000 | 0.4000 |"), result.out());
        assertTrue(result.out().contains("Backward transfer: -0.1000"), result.out());
        assertTrue(Files.exists(run.resolve("forgetting.md")));
        assertTrue(Files.exists(run.resolve("plots/forgetting.svg")));
    }

    @Test
    void aRunOfOneTaskForgetsNothing() throws IOException {
        Cli.Result result = Cli.run("ledger", "forgetting", ledger(false));
        assertEquals(1, result.code());
        assertTrue(result.err().contains("has learned no tasks in sequence"), result.err());
    }
}
