package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.train.ledger.LedgerReader;

@Tag("slow")
class LedgerCommandTest {
    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void train() throws IOException {
        String keys = """
                steps: 6
                schedule: {rate: 0.01}
                checkpoint: {every: 2, keep: 2}
                evaluation: {every: 3, data: ../held-out.txt}
                """;
        Path recipe = TinyRun.recipe(folder.resolve("recipe"), keys);
        Cli.Result result = Cli.run("train", recipe);
        assertEquals(0, result.code(), result.err());
        run = recipe.resolveSibling("run");
    }

    private static void fails(String sentence, Object... args) {
        Cli.Result result = Cli.run(args);
        assertEquals(1, result.code(), result.out());
        assertEquals("menura: " + sentence, result.err().strip());
    }

    @Test
    void showsWhatWentInAndWhatCameOut() throws IOException {
        Cli.Result result = Cli.run("ledger", "show", run);
        assertEquals(0, result.code(), result.err());
        List<String> lines = result.out().lines().toList();
        var hashes = new LedgerReader(run).checkpointHashes();
        assertTrue(lines.getFirst().startsWith("version      menura "), result.out());
        assertTrue(
                lines.contains("data         ../text.txt  6,000 bytes  "
                        + TinyRun.content(folder).get("text.txt")),
                result.out());
        assertTrue(lines.contains("    step       tokens       loss       rate       norm"), result.out());
        assertEquals(6, lines.stream().filter(l -> l.matches(" {7}[1-6] .*")).count());
        assertEquals(
                3,
                lines.stream()
                        .filter(l -> l.matches("evaluation   step [036], held-out: \\{loss=.*"))
                        .count());
        assertTrue(lines.contains("checkpoint   step 2  %s  (deleted)".formatted(hashes.get(2L))), result.out());
        assertEquals("checkpoint   step 6  " + hashes.get(6L), lines.getLast());
    }

    @Test
    void plotsAreDrawnAgain() throws IOException {
        Path loss = run.resolve("plots/loss.svg");
        Files.delete(loss);
        Cli.Result result = Cli.run("ledger", "plot", run);
        assertEquals(0, result.code(), result.err());
        assertEquals(run.resolve("plots").toString(), result.out().strip());
        assertTrue(Files.readString(loss).contains("</svg>"));
        Files.writeString(run.resolve("metrics.jsonl"), "");
        fails(run + " has no steps to draw yet", "ledger", "plot", run);
    }

    @Test
    void severalRunsAreDrawnBesideEachOther() throws IOException {
        Path file = folder.resolve("losses.svg");
        Cli.Result result = Cli.run("ledger", "plot", run, run, "-o", file);
        assertEquals(0, result.code(), result.err());
        assertTrue(Files.readString(file).contains("</svg>"));
        Path heldOut = folder.resolve("held-out.png");
        assertEquals(
                0,
                Cli.run("ledger", "plot", run, "--quantity", "held-out", "-o", heldOut)
                        .code());
        assertTrue(Files.size(heldOut) > 1000);
        fails(
                "none of the runs recorded a mean reward of the answers",
                "ledger",
                "plot",
                run,
                "--quantity",
                "reward",
                "-o",
                file);
        fails(
                folder + "/x.gif must end with .png or .svg, which says what is drawn",
                "ledger",
                "plot",
                run,
                "-o",
                folder + "/x.gif");
    }

    @Test
    void aReplayGivesTheSameHashAndLeavesTheLedgerAlone() throws IOException {
        var before = TinyRun.content(run);
        String hash = new LedgerReader(run).checkpointHashes().get(6L);
        Cli.Result all = Cli.run("ledger", "replay", run, "--threads", 2);
        assertEquals(0, all.code(), all.out() + all.err());
        assertEquals(
                "checkpoint of step 6: recorded %s, computed %s\nok: reproduced".formatted(hash, hash),
                all.out().strip().replace("\r\n", "\n"));
        Cli.Result some = Cli.run("ledger", "replay", run, "--from", 4, "--to", 5);
        assertEquals(0, some.code(), some.out() + some.err());
        assertTrue(some.out().startsWith("checkpoint of step 5: recorded none, computed "), some.out());
        assertEquals(before, TinyRun.content(run));
    }

    @Test
    void aRecordThatWasTouchedUpIsFoundOut() throws IOException {
        Path metrics = run.resolve("metrics.jsonl");
        Files.writeString(
                metrics, Files.readString(metrics).replaceFirst("(?m)^(\\{\"step\":3,\"loss\":)[0-9.]+", "$11.5"));
        Cli.Result result = Cli.run("ledger", "replay", run);
        assertEquals(1, result.code());
        assertTrue(result.out().startsWith("1 of 6 steps differ, the first is 3\n"), result.out());
        assertTrue(result.out().strip().endsWith("FAIL: not reproduced"), result.out());

        Path index = run.resolve("checkpoints/index.jsonl");
        String hash = new LedgerReader(run).checkpoints().get(4L).files().get("model.safetensors");
        Files.writeString(index, Files.readString(index).replace(hash, "0".repeat(64)));
        Cli.Result other = Cli.run("ledger", "replay", run, "--to", 4);
        assertEquals(1, other.code());
        assertTrue(other.out().contains("checkpoint of step 4: recorded "), other.out());
    }

    @Test
    void stretchesThatAreNotThereAreOneSentence() {
        fails(
                "%s has no checkpoint of step 2 any more; there are those of [4, 6]".formatted(run),
                "ledger",
                "replay",
                run,
                "--from",
                2);
        fails("%s has no records of steps 5 to 9".formatted(run), "ledger", "replay", run, "--from", 4, "--to", 9);
        fails("%s has no records of steps 5 to 3".formatted(run), "ledger", "replay", run, "--from", 4, "--to", 3);
    }

    @Test
    void whatIsNoLedgerIsOneSentence() {
        for (String command : List.of("show", "plot", "replay")) {
            fails(
                    "%s is no ledger of a run: it holds no ledger.json; name the folder that a run wrote"
                            .formatted(folder),
                    "ledger",
                    command,
                    folder);
        }
    }

    @Test
    void wrongUsageExitsWith2() {
        assertEquals(2, Cli.run("ledger").code());
        assertEquals(2, Cli.run("ledger", "show").code());
        assertEquals(2, Cli.run("ledger", "replay", run, "--from", "start").code());
    }
}
