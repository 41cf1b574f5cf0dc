package org.menura.agent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.act.FileTools;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.ScriptedMind;
import org.menura.agent.mind.Thought;
import org.menura.format.FormatException;

/** The files of a run: torn, changed, replayed, forked, shown. */
@Tag("slow")
class JournalTest {
    @TempDir
    private Path folder;

    private Path run() throws Exception {
        Path run = folder.resolve("run");
        assertInstanceOf(RunOutcome.Finished.class, KillableRun.run(run));
        return run;
    }

    @Test
    void aTornLastLineIsCutAndTheRunGoesOn() throws Exception {
        Path run = run();
        byte[] whole = Files.readAllBytes(run.resolve("journal.jsonl"));
        Files.write(run.resolve("journal.jsonl"), Arrays.copyOf(whole, whole.length - 20));
        assertInstanceOf(RunOutcome.Finished.class, KillableRun.run(run));
        List<JournalEntry> entries = Journal.read(run);
        assertInstanceOf(Event.Finished.class, entries.getLast().event());
        assertInstanceOf(Event.Opened.class, entries.get(entries.size() - 2).event());
        assertEquals(12, Files.readAllLines(run.resolve("out/notes.txt")).size());
    }

    @Test
    void aChangedJournalOrBlobIsRefused() throws Exception {
        Path run = run();
        String text = Files.readString(run.resolve("journal.jsonl"));
        Files.writeString(run.resolve("journal.jsonl"), text.replaceFirst("step 3", "step 4"));
        FormatException e = assertThrows(FormatException.class, () -> Journal.read(run));
        assertTrue(e.getMessage().contains("does not follow the line before"), e.getMessage());
        Files.writeString(run.resolve("journal.jsonl"), text);
        try (Stream<Path> blobs = Files.walk(run.resolve("blobs"))) {
            for (Path blob : blobs.filter(Files::isRegularFile).toList()) {
                Files.writeString(blob, "else");
            }
        }
        assertThrows(FormatException.class, () -> Timeline.write(run));
    }

    @Test
    void replayRefusesARunOfWhichAnyBlobWasChanged() throws Exception {
        Path run = run();
        try (Stream<Path> blobs = Files.walk(run.resolve("blobs"))) {
            for (Path blob : blobs.filter(Files::isRegularFile).toList()) {
                byte[] before = Files.readAllBytes(blob);
                Files.writeString(blob, "else");
                for (Mind mind : Arrays.asList(KillableRun.mind(), null)) {
                    FormatException e = assertThrows(FormatException.class, () -> Replay.of(run, _ -> mind, 1));
                    assertTrue(e.getMessage().contains("was changed"), e.getMessage());
                }
                Files.write(blob, before);
            }
        }
        assertTrue(Replay.of(run, _ -> KillableRun.mind(), 1).agrees());
    }

    @Test
    void journalsOfBeforeTokensWereCountedAreRead() throws Exception {
        for (JournalEntry entry : Journal.read(run())) {
            String line = EventJson.write(entry).replaceFirst(",\"answerTokens\":\\d+", "");
            assertEquals(
                    EventJson.write(entry),
                    EventJson.write(EventJson.read(line.getBytes(StandardCharsets.UTF_8), "journal")));
        }
    }

    @Test
    void aDescriptionThatWasChangedOrLostIsNamed() throws Exception {
        Path run = run();
        Path info = run.resolve("run.json");
        String text = Files.readString(info);
        Files.writeString(info, text.replace("\"seed\"", "\"sead\""));
        assertEquals(
                info + " is damaged: it lacks \"seed\"",
                assertThrows(FormatException.class, () -> RunInfo.read(run)).getMessage());
        assertEquals(
                run.resolve("journal.jsonl")
                        + " does not follow run.json: one of them was changed; restore both from a copy",
                assertThrows(FormatException.class, () -> Journal.read(run)).getMessage());
        Files.delete(info);
        assertEquals(
                run + " is no run of an agent: it has no run.json",
                assertThrows(FormatException.class, () -> Journal.read(run)).getMessage());
    }

    @Test
    void changedBytesNeverCrashTheReader() throws Exception {
        Path run = run();
        byte[] whole = Files.readAllBytes(run.resolve("journal.jsonl"));
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 200; i++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            Files.write(run.resolve("journal.jsonl"), changed);
            try {
                int n = Journal.read(run).size();
                assertTrue(n > 0);
            } catch (FormatException e) {
                assertTrue(!e.getMessage().isBlank());
            }
        }
    }

    /** Cuts the journal behind the first intent, as if the process had ended in the middle of the call. */
    private static void endInTheCall(Path run) throws Exception {
        List<String> lines = Files.readAllLines(run.resolve("journal.jsonl"));
        int at = 0;
        while (!lines.get(at).contains("\"CallIntended\"")) {
            at++;
        }
        Files.write(run.resolve("journal.jsonl"), lines.subList(0, at + 1));
    }

    @Test
    void whereItCantBeKnownWhetherACallHappenedAPersonIsAsked() throws Exception {
        record Payment(int euros) {}
        List<Integer> paid = new java.util.ArrayList<>();
        var pay = new org.menura.agent.act.FunctionTool<>(
                "pay", "Pays.", org.menura.agent.act.Effect.ONCE, Payment.class, (p, _) -> {
                    paid.add(p.euros());
                    return "paid";
                });
        Mind mind = ScriptedMind.of((prompt, _, _) -> prompt.messages().size() == 1
                ? ScriptedMind.call("pay", java.util.Map.of("euros", 5))
                : Thought.of(prompt.messages().getLast().text()));
        Agent payer = Agent.of(mind, pay);
        for (boolean happened : new boolean[] {true, false}) {
            Path run = folder.resolve("run" + happened);
            assertInstanceOf(RunOutcome.Finished.class, payer.run("Pay.", run, 1));
            endInTheCall(run);
            paid.clear();
            var asked = assertInstanceOf(RunOutcome.Suspended.class, payer.run("Pay.", run, 1));
            assertTrue(asked.question().startsWith("did the call pay({euros=5}) happen?"), asked.question());
            assertEquals(List.of(), paid);
            var done = payer.withApproval(org.menura.agent.act.Approval.inOrder(
                            new org.menura.agent.act.Approval.Reply(happened, happened ? "paid by hand" : "")))
                    .run("Pay.", run, 1);
            assertEquals(
                    happened ? "paid by hand" : "paid",
                    assertInstanceOf(RunOutcome.Finished.class, done).answer());
            assertEquals(happened ? List.of() : List.of(5), paid);
        }
    }

    @Test
    void aProgramThatDoesSomethingElseIsToldWhere() throws Exception {
        Path run = run();
        endInTheCall(run);
        try (AgentRun open = AgentRun.open(
                run, RunInfo.of("", 1), org.menura.agent.act.Policy.STANDARD, org.menura.agent.act.Approval.later())) {
            Lane lane = open.lane("clerk");
            RunDivergedException e = assertThrows(
                    RunDivergedException.class,
                    () -> lane.call(
                            org.menura.agent.act.Toolbox.of(new Notebook()),
                            new org.menura.chat.ToolCall(null, "add", java.util.Map.of("a", 7, "b", 7))));
            assertTrue(e.getMessage().startsWith("event 4 of the run is a call of add("), e.getMessage());
        }
    }

    @Test
    void aConversationThatGrowsAddsABlobAMessage() throws Exception {
        Path run = run();
        long messages;
        try (Stream<Path> blobs = Files.walk(run.resolve("blobs"))) {
            messages = blobs.filter(Files::isRegularFile).count();
        }
        // 12 turns of 5 messages, their results, and few others: far below the sum over all prompts.
        assertTrue(messages < 12 * 5 + 12 * 4 + 20, "blobs: " + messages);
    }

    @Test
    void replayComparesAndFindsAnotherMind() throws Exception {
        Path run = run();
        Replay same = Replay.of(run, _ -> KillableRun.mind(), 4);
        assertEquals(13, same.turns());
        assertTrue(same.agrees());
        Mind other = ScriptedMind.of((_, _, _) -> Thought.of("something else"));
        Replay differs = Replay.of(run, _ -> other, 1);
        assertEquals(13, differs.differing().size());
    }

    @Test
    void aForkHasTheSamePastAndAnotherFuture() throws Exception {
        Mind mind = ScriptedMind.of((prompt, _, seed) -> {
            int turn = (int)
                    prompt.messages().stream().filter(m -> m.isAssistant()).count();
            return turn < 3
                    ? ScriptedMind.call(
                            "files_append",
                            java.util.Map.of("path", "log", "text", turn + ":" + Math.floorMod(seed, 1000) + "\n"))
                    : Thought.of("done");
        });
        Agent agent = Agent.of(mind, FileTools.all());
        Path run = folder.resolve("run");
        assertInstanceOf(RunOutcome.Finished.class, agent.run("Log.", run, 1));
        long at = Journal.read(run).stream()
                .filter(e -> e.event() instanceof Event.CallDone)
                .skip(1)
                .findFirst()
                .orElseThrow()
                .n();
        Path fork = folder.resolve("fork");
        var _ = Fork.of(run, at, 99, fork);
        assertTrue(Files.notExists(fork.resolve("out/log")));
        assertInstanceOf(RunOutcome.Finished.class, agent.run("Log.", fork, 5));
        List<String> before = Files.readAllLines(run.resolve("out/log"));
        List<String> after = Files.readAllLines(fork.resolve("out/log"));
        assertEquals(before.subList(0, 2), after.subList(0, 2));
        assertTrue(!before.get(2).equals(after.get(2)), after.get(2));
        assertThrows(FormatException.class, () -> Fork.of(run, 1, 1, fork));
        assertThrows(FormatException.class, () -> Fork.of(run, 1000, 1, folder.resolve("x")));
    }

    @Test
    void theTimelineIsOneFileAndEscapesWhatItShows() throws Exception {
        Mind mind = ScriptedMind.of((_, _, _) -> Thought.of("<script>alert(1)</script>"));
        Path run = folder.resolve("run");
        assertInstanceOf(RunOutcome.Finished.class, Agent.of(mind).run("Say <b>", run, 1));
        String page = new String(Files.readAllBytes(Timeline.write(run)), StandardCharsets.UTF_8);
        assertTrue(page.contains("&lt;script&gt;alert(1)"), page);
        assertTrue(!page.contains("<script") && !page.contains("http://") && !page.contains("src="), page);
        assertTrue(Timeline.lines(run).getLast().contains("finished"));
    }

    @Test
    void clockAndChanceComeFromTheJournal() throws Exception {
        Path run = folder.resolve("run");
        java.time.Instant now;
        long random;
        try (AgentRun first = AgentRun.open(
                run, RunInfo.of("", 1), org.menura.agent.act.Policy.STANDARD, org.menura.agent.act.Approval.later())) {
            now = first.lane("a").now();
            random = first.lane("a").random();
        }
        Thread.sleep(5);
        try (AgentRun again = AgentRun.open(
                run, RunInfo.of("", 2), org.menura.agent.act.Policy.STANDARD, org.menura.agent.act.Approval.later())) {
            assertEquals(now, again.lane("a").now());
            assertEquals(random, again.lane("a").random());
            assertTrue(random != again.lane("a").random());
        }
    }
}
