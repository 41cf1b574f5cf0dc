package org.menura.train.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.tensor.Rng;

class LedgerTest {
    @TempDir
    Path parent;

    private Path folder;

    @BeforeEach
    void name() {
        folder = parent.resolve("run");
    }

    @Test
    void recordsAreReadAsWritten() throws IOException {
        StepRecord odd = new StepRecord(3, Double.NaN, 1e-4, Double.POSITIVE_INFINITY, 12, Map.of("kl", -0.5));
        try (Ledger ledger = Run.create(folder, new Disk())) {
            ledger.append(new StepRecord(1, 2.5, 0.1, 1, 4));
            ledger.append(new StepRecord(2, 2.25, 0.1, 1, 8));
            ledger.append(odd);
            ledger.time(1, 0.125);
            assertEquals(List.of(odd), ledger.reader().records(3, 9));
            assertEquals(2, ledger.reader().records(1, 2).size());
            assertThrows(IllegalArgumentException.class, () -> ledger.append(odd));
        }
        assertTrue(Files.readString(folder.resolve("metrics.jsonl"))
                .startsWith("{\"step\":1,\"loss\":2.5,\"lr\":0.1,\"grad_norm\":1.0,\"tokens\":4}\n"));
        assertTrue(
                Files.readString(folder.resolve("times.jsonl")).startsWith("{\"step\":1,\"seconds\":0.125,\"at\":\""));
        assertEquals("steps: 9\n", Files.readString(folder.resolve("recipe.yaml")));
    }

    @Test
    void aTornLineIsCutOff() throws IOException {
        new Run(folder, new Disk()).until(3);
        Path metrics = folder.resolve("metrics.jsonl");
        String before = Files.readString(metrics);
        Files.writeString(metrics, "{\"step\":4,\"lo", StandardOpenOption.APPEND);
        assertEquals(3, new LedgerReader(folder).records().size());
        Ledger.open(folder).close();
        assertEquals(before, Files.readString(metrics));
    }

    @Test
    void aResumedRunHasTheBytesOfAWholeOne() throws IOException {
        Path other = Files.createDirectory(parent.resolve("other")).resolve("run");
        new Run(other, new Disk()).until(9);
        new Run(folder, new Disk()).until(5); // two steps beyond the last checkpoint
        new Run(folder, new Disk()).until(9);
        for (String name : List.of("metrics.jsonl", "evaluations.jsonl", "checkpoints/index.jsonl")) {
            assertEquals(Files.readString(other.resolve(name)), Files.readString(folder.resolve(name)), name);
        }
        assertEquals(
                new LedgerReader(other).lastCheckpoint().orElseThrow().hash(),
                new LedgerReader(folder).lastCheckpoint().orElseThrow().hash());
    }

    @Test
    void resumingFromAnEarlierCheckpointDropsWhatCameLater() throws IOException {
        new Run(folder, new Disk()).until(6);
        try (Ledger ledger = Ledger.open(folder)) {
            ledger.resume(ledger.checkpoints().get(3L));
            assertEquals(Set.of(3L), ledger.checkpoints().keySet());
            assertEquals(3, ledger.reader().records().getLast().step());
            assertEquals(3, ledger.reader().evaluations().getLast().step());
        }
        String hash = new LedgerReader(folder).checkpointHashes().get(6L);
        new Run(folder, new Disk()).until(6);
        assertEquals(hash, new LedgerReader(folder).checkpoints().get(6L).hash());
    }

    @Test
    void aCheckpointHoldsTensorsAndState() throws IOException {
        try (Ledger ledger = Run.create(folder, new Disk())) {
            Rng rng = new Rng(-5, 2);
            rng.nextLong();
            CheckpointParts parts = Run.parts(12, 1.5f, rng);
            SavedCheckpoint saved =
                    ledger.checkpoint(parts.with("ema", parts.tensors().get("model")));
            assertEquals("step-000012", saved.folder().getFileName().toString());
            SavedCheckpoint read = new LedgerReader(folder).lastCheckpoint().orElseThrow();
            assertEquals(saved, read);
            assertEquals(1.5f, read.tensors("ema").tensor("w").toFloats()[0]);
            assertEquals(0.75f, read.tensors("optimizer").tensor("m").toFloats()[0]);
            assertEquals(
                    parts.state().toJson().toString(), read.state().toJson().toString());
            assertEquals(
                    rng.nextLong(), read.state().randoms().get("walk").toRng().nextLong());
            assertThrows(IllegalArgumentException.class, () -> ledger.checkpoint(parts));
        }
    }

    @Test
    void oldCheckpointsGoAndTheirHashesStay() throws IOException {
        new Run(folder, new Disk()).until(12);
        LedgerReader reader = new LedgerReader(folder);
        assertEquals(Set.of(9L, 12L), reader.checkpoints().keySet());
        assertEquals(Set.of(3L, 6L, 9L, 12L), reader.checkpointHashes().keySet());
        assertFalse(Files.exists(folder.resolve("checkpoints/step-000003")));
    }

    @Test
    void thePolicyKeepsTheLastAndMilestones() {
        List<Long> steps = List.of(10L, 20L, 30L, 40L, 50L);
        assertEquals(List.of(10L, 30L), new KeepPolicy(1, 20).surplus(steps));
        assertEquals(List.of(10L, 20L, 30L), new KeepPolicy(2, 0).surplus(steps));
        assertEquals(List.of(), KeepPolicy.ALL.surplus(steps));
        assertThrows(IllegalArgumentException.class, () -> new KeepPolicy(0, 1));
    }

    @Test
    void aChangedCheckpointIsRefusedAndTheLastWholeOneNamed() throws IOException {
        new Run(folder, new Disk()).until(6);
        Path file = folder.resolve("checkpoints/step-000006/model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        String metrics = Files.readString(folder.resolve("metrics.jsonl"));
        String message = resumeFails();
        assertTrue(message.startsWith(file + " has changed since it was written: its SHA-256 is "), message);
        assertTrue(
                message.endsWith("; the last checkpoint that is whole is " + folder.resolve("checkpoints/step-000003")
                        + "; delete the newer ones to go on from it"),
                message);
        assertEquals(metrics, Files.readString(folder.resolve("metrics.jsonl")));

        Path state = folder.resolve("checkpoints/step-000003/state.json");
        Files.writeString(state, Files.readString(state).replace("\"step\" : 3", "\"step\" : 4"));
        assertTrue(resumeFails().endsWith("; no checkpoint is whole, so put the file back or start anew"));
        Files.delete(file);
        assertTrue(resumeFails().startsWith(file + " is missing; "));
    }

    @Test
    void changedDataIsRefused() throws IOException {
        new Run(folder, new Disk()).until(3);
        Path corpus = parent.resolve("corpus.txt");
        Files.writeString(corpus, "some tExt");
        assertEquals(
                corpus.toAbsolutePath() + " has changed since the run began; put the old file back, or start a new run",
                resumeFails());
        Files.delete(corpus);
        assertEquals(corpus.toAbsolutePath() + " is missing, which the run has read; put it back", resumeFails());
    }

    @Test
    void aLedgerMovesWithItsData() throws IOException {
        Path from = Files.createDirectory(parent.resolve("from"));
        new Run(from.resolve("run"), new Disk()).until(3);
        Path to = Files.move(from, parent.resolve("to"));
        new LedgerReader(to.resolve("run")).data().verify();
    }

    @Test
    void oneRunAtATime() throws IOException {
        try (Ledger first = Run.create(folder, new Disk())) {
            assertTrue(first.checkpoints().isEmpty());
            assertEquals(
                    folder + " is in use by another run; wait for its end, or give this run a folder of its own",
                    assertThrows(FormatException.class, () -> Ledger.open(folder))
                            .getMessage());
        }
        Ledger.open(folder).close();
    }

    @Test
    void otherFoldersAreLeftAlone() throws IOException {
        Files.createDirectory(folder);
        assertEquals(
                folder + " is no ledger of a run: it holds no ledger.json; name the folder that a run wrote",
                assertThrows(FormatException.class, () -> Ledger.open(folder)).getMessage());
        assertFalse(Files.exists(folder.resolve("lock")));
        Files.writeString(folder.resolve("thesis.txt"), "precious");
        assertEquals(
                folder + " is not empty: it holds thesis.txt; a run needs a folder of its own",
                assertThrows(FormatException.class, () -> Run.create(folder, new Disk()))
                        .getMessage());
        Files.delete(folder.resolve("thesis.txt"));
        Run.create(folder, new Disk()).close();
        assertEquals(
                folder + " holds the ledger of a run already; resume that run, or give this one a folder of its own",
                assertThrows(FormatException.class, () -> Run.create(folder, new Disk()))
                        .getMessage());
    }

    @Test
    void damagedLinesAreNamed() throws IOException {
        new Run(folder, new Disk()).until(3);
        Path metrics = folder.resolve("metrics.jsonl");
        Files.writeString(metrics, "{\"step\":4,\"loss\":\"low\",\"lr\":1}\n", StandardOpenOption.APPEND);
        assertEquals(
                metrics + ", line 4: 'loss' is not a number; the file is damaged",
                assertThrows(FormatException.class, () -> new LedgerReader(folder).records())
                        .getMessage());
        Path index = folder.resolve("checkpoints/index.jsonl");
        Files.writeString(index, Files.readString(index).replace("model.safetensors", "../../corpus.txt"));
        assertTrue(assertThrows(FormatException.class, () -> new LedgerReader(folder).checkpoints())
                .getMessage()
                .endsWith("names the file '../../corpus.txt' outside its folder; it is damaged"));
    }

    @Test
    void codeIsCompared() {
        CodeInfo now = CodeInfo.current("0.1", "CPU, oneDNN 3.13 (AVX2)");
        assertEquals("true", now.facts().get("onednn"));
        assertTrue(Integer.parseInt(now.facts().get("vector_bits")) >= 64);
        assertEquals(List.of(), now.differences(CodeInfo.of(now.toJson())));
        assertEquals(
                List.of("version was 0.1 and is 0.2"),
                now.differences(CodeInfo.current("0.2", "CPU, oneDNN 3.13 (AVX2)")));
    }

    @Test
    void aCommitIsFoundAboveACheckout() throws IOException {
        String hash = "0123456789abcdef0123456789abcdef01234567";
        Path git = Files.createDirectories(parent.resolve("repo/.git/refs/heads"))
                .getParent()
                .getParent();
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
        Files.writeString(git.resolve("packed-refs"), "# pack-refs\n" + hash + " refs/heads/main\n");
        Path inside = Files.createDirectories(parent.resolve("repo/module/target"));
        assertEquals(hash, GitCommit.above(inside));
        String loose = hash.replace('0', 'f');
        Files.writeString(git.resolve("refs/heads/main"), loose + "\n");
        assertEquals(loose, GitCommit.above(inside));
        assertNotEquals(hash, loose);
    }

    private String resumeFails() throws IOException {
        try (Ledger ledger = Ledger.open(folder)) {
            return assertThrows(FormatException.class, ledger::resume).getMessage();
        }
    }
}
