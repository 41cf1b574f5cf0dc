package org.menura.conference.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.act.Approval;
import org.menura.agent.mind.LocalMind;
import org.menura.agent.mind.Mind;
import org.menura.agent.run.AgentApplication;
import org.menura.agent.run.AgentApplications;
import org.menura.agent.run.Event;
import org.menura.agent.run.Fork;
import org.menura.agent.run.Journal;
import org.menura.agent.run.JournalEntry;
import org.menura.agent.run.Replay;
import org.menura.agent.run.RunOutcome;
import org.menura.conference.mind.OracleMind;
import org.menura.conference.world.ConferenceWorld;
import org.menura.format.FormatException;
import org.menura.generate.Menura;

@Tag("slow")
class ConferenceApplicationTest {
    @TempDir
    private Path dir;

    private RunOutcome run(Path source, Mind mind, Approval approval) throws Exception {
        return run(source, dir.resolve("run"), mind, approval);
    }

    private RunOutcome run(Path source, Path folder, Mind mind, Approval approval) throws Exception {
        return AgentApplications.of(source)
                .run(new AgentApplication.Start(source, folder, null, mind, () -> mind, 1, approval, true, line -> {}));
    }

    private RunOutcome.Finished finished(Path source, Mind mind) throws Exception {
        return assertInstanceOf(RunOutcome.Finished.class, run(source, mind, Approval.later()));
    }

    /** A mind that knows how the conference of a seed is organised. */
    private Mind oracle(long seed) throws IOException {
        Path key = dir.resolve("key.json");
        new ConferenceWorld(seed).write(dir.resolve("same"), key);
        return new OracleMind(key);
    }

    private Path source(String text) throws IOException {
        Path source = Files.createDirectories(dir.resolve("source"));
        Files.writeString(source.resolve("conference.yaml"), text);
        return source;
    }

    @Test
    void aPersonApprovesTheVenueAndTheRunComesToItsEnd() throws Exception {
        Path source = source("seed: 1003 # drawn\napproval: true\n");
        Mind mind = oracle(1003);
        RunOutcome waiting = run(source, mind, Approval.later());
        assertTrue(
                assertInstanceOf(RunOutcome.Suspended.class, waiting).question().contains("book.venue"));
        RunOutcome.Finished done = assertInstanceOf(RunOutcome.Finished.class, run(source, mind, Approval.always()));
        assertTrue(done.answer().contains("assertions of the checker hold."), done.answer());
        assertTrue(done.answer().startsWith("The programme is in "), done.answer());
        assertTrue(done.answer().contains("All "), done.answer());
        assertTrue(done.answer().contains("With choices by chance, under the same forms and gates: "), done.answer());
        assertTrue(Files.exists(done.results().getFirst()));
        // what has come to its end is told again, not done again
        List<String> before = Files.readAllLines(dir.resolve("run").resolve("journal.jsonl"));
        assertInstanceOf(RunOutcome.Finished.class, run(source, mind, Approval.always()));
        assertEquals(before, Files.readAllLines(dir.resolve("run").resolve("journal.jsonl")));
    }

    @Test
    void anotherTaskThanTheBriefIsRefused() throws Exception {
        Path source = source("seed: 1003\n");
        Path folder = dir.resolve("run");
        Mind mind = oracle(1003);
        var start = new AgentApplication.Start(
                source, folder, "Bake a cake.", mind, () -> mind, 1, Approval.later(), true, line -> {});
        FormatException e = assertThrows(
                FormatException.class, () -> AgentApplications.of(source).run(start));
        assertTrue(e.getMessage().contains("as its brief says"), e.getMessage());
        assertTrue(Files.notExists(folder), "nothing is begun");
    }

    @Test
    void aForkAtAnyEventComesToItsEnd() throws Exception {
        Path source = source("seed: 1003\n");
        Mind mind = oracle(1003);
        finished(source, mind);
        List<JournalEntry> entries = Journal.read(dir.resolve("run"));
        long mail = entries.stream()
                .filter(e ->
                        e.event() instanceof Event.CallIntended i && i.tool().equals("mail.send"))
                .skip(3)
                .findFirst()
                .orElseThrow()
                .n();
        for (long at : List.of(entries.size() / 3L, mail, entries.size() - 1L)) {
            Path fork = dir.resolve("fork-" + at);
            var _ = Fork.of(dir.resolve("run"), at, 9, fork);
            RunOutcome.Finished done =
                    assertInstanceOf(RunOutcome.Finished.class, run(source, fork, mind, Approval.later()));
            assertTrue(done.answer().contains("All "), done.answer());
        }
    }

    @Test
    void aMalformedFileIsToldInASentence() throws Exception {
        assertThrows(
                FormatException.class,
                () -> ConferenceFile.read(source("seed: x\n").resolve("conference.yaml")));
        assertThrows(
                FormatException.class,
                () -> ConferenceFile.read(source("sead: 1\n").resolve("conference.yaml")));
        assertThrows(
                FormatException.class,
                () -> ConferenceFile.read(source("seed: 1\napproval: 7\n").resolve("conference.yaml")));
        assertThrows(
                FormatException.class,
                () -> ConferenceFile.read(source("seed: 1\nmind: nowhere\n").resolve("conference.yaml")));
        assertEquals(
                5,
                ConferenceFile.read(source("seed: 5\n").resolve("conference.yaml"))
                        .seed());
    }

    @Test
    void aReplayFindsTheMindThatTheFileNames() throws Exception {
        Path models = Path.of("..", "models").toRealPath();
        Path named = source("seed: 1\nmind: " + models.resolve("conference") + "\n");
        try (Mind mind = AgentApplications.of(named).mind(named).orElseThrow()) {
            assertEquals("conference", mind.name());
        }
        Path unnamed = source("seed: 1\n");
        assertTrue(AgentApplications.of(unnamed).mind(unnamed).isEmpty());
    }

    @Test
    @Tag("slow")
    void allAssertionsHoldOfWhatTheMindThatComesAlongOrganises() throws Exception {
        try (LocalMind mind = LocalMind.of(Menura.load(Path.of("..", "models", "conference")))) {
            RunOutcome.Finished done = finished(source("seed: 1002\n"), mind);
            assertTrue(done.answer().contains("All 49 assertions of the checker hold."), done.answer());
        }
    }

    @Test
    @Tag("slow")
    void theEmbeddedModelRunsToTheEndAndReplays() throws Exception {
        try (LocalMind mind = LocalMind.of(Menura.load(Path.of("..", "models", "nano")))) {
            RunOutcome.Finished done = finished(source("seed: 1003\n"), mind);
            assertTrue(done.answer().contains("nano took "), done.answer());
            for (int atOnce : List.of(1, 16)) {
                Replay replay = Replay.of(dir.resolve("run"), name -> name.equals(mind.name()) ? mind : null, atOnce);
                assertTrue(replay.turns() > 50);
                assertEquals(List.of(), replay.differing());
            }
        }
    }
}
