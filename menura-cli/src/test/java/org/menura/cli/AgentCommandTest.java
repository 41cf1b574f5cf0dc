package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.run.Event;
import org.menura.agent.run.Journal;
import org.menura.agent.run.JournalEntry;
import org.menura.scripted.Script;

/** {@code menura agent}: from a profile to a run, its answer, replay, fork and page. */
@Tag("slow")
class AgentCommandTest {
    private static final String CALL = "<tool_call>\n{\"name\": \"%s\", \"arguments\": %s}\n</tool_call>";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int menura(Object... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] args = new String[words.length];
        for (int i = 0; i < words.length; i++) {
            args[i] = words[i].toString();
        }
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private Path model() {
        return new Script()
                .answer("The result is 391.", "Compute", "391", "wrote")
                .answer(
                        CALL.formatted("files_write", "{\"path\": \"result.txt\", \"text\": \"391\"}"),
                        "Compute",
                        "391")
                .answer(CALL.formatted("calculator", "{\"expression\": \"17 * 23\"}"), "Compute")
                .writeTo(folder.resolve("scripted"));
    }

    private Path profile(String more) throws Exception {
        Path file = folder.resolve("clerk.yaml");
        Files.writeString(
                file, "name: clerk\ngoal: Compute 17 * 23 and write it down.\ntools: [calculator, files]\n" + more);
        return file;
    }

    @Test
    void runsWaitsResumesReplaysForksAndShows() throws Exception {
        Path run = folder.resolve("run");
        Path model = model();
        Path profile = profile("policy: {approve: [files_write]}\n");
        assertEquals(0, menura("agent", "run", profile, "-m", model, "--run", run), err::toString);
        assertTrue(
                err.toString().contains("waiting   the policy asks for approval of each call of files_write"),
                err::toString);
        assertTrue(Files.notExists(run.resolve("out/result.txt")));

        assertEquals(0, menura("agent", "resume", run, "--approve"), err::toString);
        assertEquals("The result is 391.", out.toString().strip());
        assertEquals("391", Files.readString(run.resolve("out/result.txt")));
        assertTrue(Files.exists(run.resolve("timeline.html")));

        assertEquals(0, menura("agent", "replay", run, "--threads", 1, "--at-once", 3), err::toString);
        assertEquals("3 turns of scripted, 0 differ", out.toString().strip());

        assertEquals(0, menura("agent", "show", run), err::toString);
        assertTrue(out.toString().contains("calculator{expression=17 * 23}"), out::toString);

        List<JournalEntry> entries = Journal.read(run);
        long first = entries.stream()
                .filter(e -> e.event() instanceof Event.CallDone)
                .findFirst()
                .orElseThrow()
                .n();
        Path fork = folder.resolve("fork");
        assertEquals(0, menura("agent", "fork", run, "--at", first, "--seed", 9, "--to", fork), err::toString);
        assertEquals(0, menura("agent", "resume", fork, "-m", model, "--deny", "not today"), err::toString);
        assertTrue(Files.notExists(fork.resolve("out/result.txt")));
    }

    @Test
    void aTextApprovesNoCall() throws Exception {
        Path run = folder.resolve("run");
        Path profile = profile("policy: {approve: [files]}\n");
        assertEquals(0, menura("agent", "run", profile, "-m", model(), "--run", run), err::toString);
        assertTrue(err.toString().contains("--approve (or --deny WHY)\n"), err::toString);
        String id = err.toString().replaceFirst("(?s).*--id (\\S+).*", "$1");

        assertEquals(2, menura("agent", "resume", run, "--answer", "No, do not write it"));
        assertTrue(err.toString().contains("waits for approval, which --answer does not give"), err::toString);
        assertEquals(2, menura("agent", "resume", run, "--id", "nope", "--approve"));
        assertTrue(
                err.toString().contains("does not wait for an answer to nope; it waits for " + id + " (the policy"),
                err::toString);
        assertEquals(2, menura("agent", "resume", run, "--id", id));
        assertTrue(err.toString().contains("say --approve, --deny or --answer"), err::toString);
        assertTrue(Files.notExists(run.resolve("out/result.txt")));

        // A fork has not asked yet: what the text would answer is known only when it does.
        Path fork = folder.resolve("fork");
        assertEquals(0, menura("agent", "fork", run, "--seed", 9, "--to", fork), err::toString);
        assertEquals(2, menura("agent", "resume", fork, "--answer", "No, do not write it"), err::toString);
        assertTrue(err.toString().contains("waits for approval, which --answer does not give"), err::toString);
        assertTrue(Files.notExists(fork.resolve("out/result.txt")));
        assertEquals(0, menura("agent", "resume", fork, "--approve"), err::toString);
        assertEquals("391", Files.readString(fork.resolve("out/result.txt")));

        assertEquals(0, menura("agent", "resume", run, "--id", id, "--approve"), err::toString);
        assertEquals("391", Files.readString(run.resolve("out/result.txt")));
        assertEquals(2, menura("agent", "resume", run, "--id", id, "--approve"));
        assertTrue(err.toString().contains("it waits for nothing"), err::toString);
        assertEquals(2, menura("agent", "resume", run, "--approve"));
        assertTrue(err.toString().contains("waits for nothing that could be answered"), err::toString);
        assertEquals(0, menura("agent", "resume", run), err::toString);
    }

    @Test
    void ofSeveralQuestionsTheFirstThatWaitsIsAnswered() throws Exception {
        Script script = new Script();
        for (String name : List.of("ann", "bob")) {
            Files.writeString(
                    folder.resolve(name + ".yaml"),
                    "name: %s\ntools: [files]\npolicy: {approve: [files]}\n".formatted(name));
            script.answer("Done.", "for " + name, "wrote")
                    .answer(
                            CALL.formatted("files_write", "{\"path\": \"%s.txt\", \"text\": \"x\"}".formatted(name)),
                            "for " + name);
        }
        Path model = script.writeTo(folder.resolve("two"));
        Path team = Files.writeString(
                folder.resolve("team.yaml"),
                "goal: x\nagents: [ann.yaml, bob.yaml]\nlead: workflow\nstages: [{ann: Write for ann, bob: Write for bob}]\n");
        for (int i = 0; i < 4; i++) {
            Path run = folder.resolve("run" + i);
            assertEquals(0, menura("agent", "run", team, "-m", model, "--run", run), err::toString);
            List<Waiting> waiting = Waiting.in(run);
            assertEquals(2, waiting.size());
            assertEquals(0, menura("agent", "resume", run, "--approve"), err::toString);
            assertEquals(waiting.subList(1, 2), Waiting.in(run));
            assertEquals(0, menura("agent", "resume", run, "--approve"), err::toString);
            assertEquals("Done.\nDone.", out.toString().strip());
        }
    }

    @Test
    void aRunKeepsWhatItWasBegunWith() throws Exception {
        Path run = folder.resolve("run");
        Path profile = profile("policy: {approve: [files_write]}\n");
        Path other = new Script().answer("Nothing.", "Compute").writeTo(folder.resolve("other"));
        Path wrong = folder.resolve("wrong.yaml");
        Files.writeString(wrong, "name: clerk\ngoal: Compute.\npolicy: {never: [files]}\n");
        assertEquals(1, menura("agent", "run", wrong, "-m", other, "--run", run));
        assertTrue(
                err.toString()
                        .contains("line 3: 'never' of the policy names 'files', which is none of the agent's tools"),
                err::toString);
        assertTrue(Files.notExists(run.resolve("model.txt")), "nothing has begun");

        assertEquals(0, menura("agent", "run", profile, "-m", model(), "--run", run, "--seed", 5), err::toString);
        assertEquals(1, menura("agent", "run", profile, "-m", other, "--run", run));
        assertTrue(err.toString().contains("was begun with another mind"), err::toString);
        assertEquals(2, menura("agent", "run", profile, "--run", run, "--task", "Write a poem."));
        assertTrue(
                err.toString().contains("was begun with the task 'Compute 17 * 23 and write it down.'"), err::toString);
        assertEquals(2, menura("agent", "run", profile, "--run", run, "--seed", 6));
        assertTrue(err.toString().contains("has the seed 5; leave --seed out"), err::toString);
        assertEquals(0, menura("agent", "run", profile, "--run", run, "--seed", 5), err::toString);
        assertEquals(0, menura("agent", "resume", run, "--approve"), err::toString);
        assertEquals("The result is 391.", out.toString().strip());
    }

    @Test
    void aBudgetThatIsUsedUpIsNotWorthAnotherTry() throws Exception {
        Path profile = profile("budget: {turns: 1}\n");
        assertEquals(1, menura("agent", "run", profile, "-m", model(), "--run", folder.resolve("run")));
        assertTrue(err.toString().contains("the budget of 1 turns is used up"), err::toString);
        assertTrue(
                err.toString().contains("give the profile a larger one, and begin again in another folder"),
                err::toString);
        assertTrue(!err.toString().contains("try again"), err::toString);
    }

    @Test
    void aProfileNamesItsMind() throws Exception {
        Path file = profile("mind: " + model().getFileName() + "\n");
        assertEquals(0, menura("agent", "run", file, "--run", folder.resolve("run")), err::toString);
        assertEquals("The result is 391.", out.toString().strip());
        assertEquals(0, menura("agent", "replay", folder.resolve("run")), err::toString);
        assertEquals("3 turns of scripted, 0 differ", out.toString().strip());
        assertEquals(1, menura("agent", "run", profile("mind: none.gguf\n"), "--run", folder.resolve("other")));
        assertTrue(err.toString().contains("none.gguf; a profile's 'mind' is a path beside it"), err::toString);
    }

    @Test
    void whatIsWrongIsOneSentence() throws Exception {
        assertEquals(1, menura("agent", "run", folder.resolve("nothing.yaml")));
        assertTrue(err.toString().contains("there is no"), err::toString);
        assertEquals(1, menura("agent", "run", profile("toolz: []\n"), "-m", model(), "--run", folder.resolve("r")));
        assertTrue(
                err.toString().contains("line 4: a profile has no key 'toolz'; did you mean 'tools'?"), err::toString);
        assertEquals(1, menura("agent", "resume", folder));
        assertTrue(err.toString().contains("is no run of an agent"), err::toString);
        assertEquals(2, menura("agent"));
    }

    @Test
    void theExampleRunsToItsEndWithTheModelThatComesAlong() throws Exception {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve("models/nano"))) {
            root = root.getParent();
        }
        Path run = folder.resolve("run");
        int code = menura(
                "agent",
                "run",
                root.resolve("examples/agents/clerk.yaml"),
                "-m",
                root.resolve("models/nano"),
                "--run",
                run);
        List<JournalEntry> entries = Journal.read(run);
        boolean finished = entries.getLast().event() instanceof Event.Finished;
        assertEquals(finished ? 0 : 1, code, err::toString);
        assertTrue(finished || entries.getLast().event() instanceof Event.Failed, entries::toString);
        assertTrue(entries.stream()
                .noneMatch(
                        e -> e.event() instanceof Event.CallRefused r && r.why().contains("wrong")));
        assertEquals(0, menura("agent", "replay", run, "-m", root.resolve("models/nano")), out::toString);
    }
}
