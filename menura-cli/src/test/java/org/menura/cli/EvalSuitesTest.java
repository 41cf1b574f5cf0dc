package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.train.ledger.EvaluationRecord;
import org.menura.train.ledger.LedgerReader;

/** {@code menura eval code, olmes, domains, fairness} and what {@code menura eval} measures beside metrics. */
@Tag("slow")
class EvalSuitesTest {
    @TempDir
    Path folder;

    @Test
    void programsAreRunOrRefusedInASentence() throws IOException {
        Path file = Files.writeString(folder.resolve("h.jsonl"), """
                {"task_id": "T/0", "prompt": "def one():\\n", "entry_point": "one", "canonical_solution": "    return 1\\n", "test": "def check(f):\\n    assert f() == 1\\n"}
                {"task_id": "T/1", "prompt": "def two():\\n", "entry_point": "two", "canonical_solution": "    return 1\\n", "test": "def check(f):\\n    assert f() == 2\\n"}
                """);
        Cli.Result result = Cli.run("eval", "code", file, "--solutions", "--show-failed", "--timeout", 30);
        assumeTrue(!result.err().contains("can't be run"), result.err());
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("h.jsonl: 2 problems, 2 programs: 1 passed, 1 failed"), result.out());
        assertTrue(result.out().contains("pass@1   0.5000"), result.out());
        assertTrue(result.out().contains("T/1: failed: AssertionError"), result.out());
        assertEquals(2, Cli.run("eval", "code", file, "--answers", 5).code());
        Cli.Result hash = Cli.run("eval", "code", file, "-m", "hash", "--limit", 1);
        assertTrue(hash.out().contains("h.jsonl: 1 problems of 2 (--limit), 1 programs"), hash.out() + hash.err());
    }

    @Test
    void suitesPrintTables() throws IOException {
        Path task = Files.createDirectories(folder.resolve("csqa/rc_5shot"));
        Files.writeString(task.resolve("requests.jsonl"), """
                {"request_type": "loglikelihood", "doc": {}, "request": {"context": "q", "continuation": " a"}, "idx": 0, "task_name": "csqa", "doc_id": 0, "label": 0}
                {"request_type": "loglikelihood", "doc": {}, "request": {"context": "q", "continuation": " b"}, "idx": 1, "task_name": "csqa", "doc_id": 0, "label": 0}
                """);
        Path written = folder.resolve("olmes.json");
        Cli.Result olmes = Cli.run("eval", "olmes", folder, "-m", "hash", "--shots", 5, "-o", written);
        assertEquals(0, olmes.code(), olmes.err());
        assertTrue(olmes.out().contains("| csqa (5shot) | 1 |"), olmes.out());
        assertTrue(Files.readString(written).contains("\"acc_uncond\""), Files.readString(written));
        Cli.Result none = Cli.run("eval", "olmes", task.resolve("nothing"), "-m", "hash");
        assertEquals(1, none.code(), none.out() + none.err());
        Path texts = Files.createDirectories(folder.resolve("texts"));
        Files.writeString(texts.resolve("news.jsonl"), "{\"id\": \"1\", \"text\": \"some news\"}\n");
        Cli.Result domains = Cli.run("eval", "domains", texts, "-m", "hash", "--limit", 5);
        assertTrue(domains.out().contains("| news | 1 | 9 |"), domains.out() + domains.err());
        Path pairs = Files.writeString(
                folder.resolve("pairs.jsonl"),
                "{\"sent_more\": \"a b\", \"sent_less\": \"a c\", \"bias_type\": \"x\"}\n");
        Cli.Result fairness = Cli.run("eval", "fairness", "-m", "hash", "--crows-pairs", pairs);
        assertTrue(fairness.out().contains("| x | 1 |"), fairness.out() + fairness.err());
        assertEquals(2, Cli.run("eval", "fairness").code());
    }

    @Test
    void trustIsMeasuredBesideMetrics() throws IOException {
        Cli.Result result = Cli.run(
                "eval",
                "-m",
                "hash",
                "--tasks",
                "story_endings",
                "--limit",
                8,
                "--calibration",
                "--efficiency",
                3,
                "--perturb",
                "typos=0.3,names",
                "-o",
                folder);
        assertEquals(0, result.code(), result.err());
        for (String part :
                new String[] {"## Calibration", "## Efficiency", "| story_endings | acc,none | typos=0.3 |"}) {
            assertTrue(result.out().contains(part), result.out());
        }
        try (var files = Files.walk(folder)) {
            assertEquals(2, files.filter(f -> f.toString().contains(".trust.")).count());
        }
        Cli.Result wrong = Cli.run("eval", "-m", "hash", "--perturb", "typo");
        assertEquals(1, wrong.code());
        assertTrue(wrong.err().contains("there is no perturbation 'typo'"), wrong.err());
        Cli.Result remote =
                Cli.run("eval", "-m", "hash", "--tasks", "story_endings", "--limit", 1, "--memorisation", folder);
        assertTrue(remote.err().contains("must be on this machine"), remote.err());
    }

    @Test
    @Tag("slow")
    void memorisationOfAllCheckpointsGoesIntoTheLedger() throws IOException {
        Path recipe = TinyRun.recipe(folder.resolve("recipe"), "steps: 4\ncheckpoint: {every: 2}\n");
        assertEquals(0, Cli.run("train", recipe, "--threads", 1).code());
        Path run = folder.resolve("recipe/run");
        Path corpus = Files.writeString(
                folder.resolve("c.jsonl"),
                "{\"id\": \"1\", \"text\": \"Once upon a time there was a little girl who liked to play\"}\n");
        Cli.Result swept = Cli.run(
                "eval",
                run,
                "--all-checkpoints",
                "--tasks",
                "story_endings",
                "--limit",
                "4",
                "--calibration",
                "--memorisation",
                corpus,
                "--memorisation-tokens",
                "4,3");
        assertEquals(0, swept.code(), swept.err());
        List<EvaluationRecord> records = new LedgerReader(run).evaluations();
        assertEquals(
                List.of("2 eval:story_endings", "2 eval:memorisation", "4 eval:story_endings", "4 eval:memorisation"),
                records.stream().map(r -> r.step() + " " + r.name()).toList());
        assertTrue(records.getFirst().metrics().containsKey("ece_10_bin,calibration"), records.getFirst()::toString);
        double said = Objects.requireNonNull(records.get(1).metrics().get("token_match,none"));
        assertTrue(said >= 0 && said <= 1, records.get(1)::toString);
        assertTrue(Files.exists(run.resolve("plots/eval-token_match.svg")));
    }
}
