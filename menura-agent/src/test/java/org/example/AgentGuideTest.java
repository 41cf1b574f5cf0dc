package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.mind.ScriptedMind;
import org.menura.agent.mind.Thought;
import org.menura.agent.profile.ProfileReader;
import org.menura.agent.run.Event;
import org.menura.scripted.Script;

/** The programs in docs/agents.md run, and are those that it prints. */
class AgentGuideTest {
    private static final Pattern QUOTE = Pattern.compile("<!-- from: (\\S+) -->\n```\\w*\n(.*?)```\n", Pattern.DOTALL);
    private static final String CALL = "<tool_call>\n{\"name\": \"%s\", \"arguments\": %s}\n</tool_call>";

    @TempDir
    private Path folder;

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("testdata"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException(
                    "no folder testdata above " + Path.of("").toAbsolutePath());
        }
        return at;
    }

    @FunctionalInterface
    private interface Program {
        void main(String[] args) throws Exception;
    }

    private static String printed(Program program, String... args) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            program.main(args);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8).strip();
    }

    private String model() {
        return new Script()
                .answer("Ostrava is booked for Monday.", "200 seats", "is booked for Monday")
                .answer(CALL.formatted("book", "{\"room\": \"Ostrava\", \"day\": \"Monday\"}"), "200 seats", "Ostrava")
                .answer(CALL.formatted("findRoom", "{\"seats\": 200}"), "200 seats")
                .writeTo(folder.resolve("model"))
                .toString();
    }

    @Test
    void theGuideQuotesThePrograms() throws IOException {
        String guide = Files.readString(root().resolve("docs/agents.md"));
        Matcher m = QUOTE.matcher(guide);
        int count = 0;
        while (m.find()) {
            String source = Files.readString(root().resolve(m.group(1)));
            assertTrue(source.contains(m.group(2).stripTrailing()), m.group(1) + " is not as the guide has it");
            count++;
        }
        assertTrue(count >= 3, "quotes: " + count);
        for (Class<?> event : Event.class.getPermittedSubclasses()) {
            assertTrue(
                    guide.contains(event.getSimpleName()),
                    "the guide does not tell of the event " + event.getSimpleName());
        }
    }

    @Test
    void theFirstAgentBooks() throws Exception {
        assertEquals("Ostrava is booked for Monday.", printed(FirstAgent::main, model()));
    }

    @Test
    void theDurableOneWaitsGoesOnAndReplays() throws Exception {
        assertEquals(
                List.of(
                        "waiting: the policy asks for approval of each call of book",
                        "Ostrava is booked for Monday.",
                        "3 turns, equal: true"),
                printed(DurableAgent::main, model(), folder.resolve("run").toString())
                        .lines()
                        .toList());
    }

    @Test
    void aProgramOfOnesOwnIsDurable() throws Exception {
        Path mail = folder.resolve("mail.txt");
        Files.writeString(mail, "The hall is free on Monday.");
        ScriptedMind mind = ScriptedMind.of((prompt, _, _) -> ScriptedMind.call(
                "files_append",
                Map.of("path", "notes", "text", prompt.messages().getLast().text())));
        Path run = folder.resolve("run");
        String done = MailRun.sort(mail, run, mind);
        Files.writeString(mail, "something else");
        assertEquals(done, MailRun.sort(mail, run, ScriptedMind.inOrder()));
        assertEquals("Note this down: The hall is free on Monday.", Files.readString(run.resolve("out/notes")));
    }

    @Test
    void whatWasSaidInOneRunIsKnownInTheNext() throws Exception {
        Path memory = folder.resolve("memory.jsonl");
        ScriptedMind mind = ScriptedMind.of(
                (prompt, _, _) -> Thought.of(prompt.messages().getLast().text()));
        String first = RememberingAgent.ask(memory, mind, "My dog is called Archie.");
        assertTrue(first.contains("Archie"), first);
        String next = RememberingAgent.ask(memory, mind, "What is the name of my dog?");
        assertTrue(next.contains("Archie"), next);
    }

    @Test
    void theProfilesOfTheExamplesAreRead() throws IOException {
        try (var files = Files.list(root().resolve("examples/agents"))) {
            List<Path> profiles =
                    files.filter(f -> f.toString().endsWith(".yaml")).toList();
            assertTrue(!profiles.isEmpty());
            for (Path profile : profiles) {
                assertTrue(!ProfileReader.read(profile).name().isEmpty());
            }
        }
    }
}
