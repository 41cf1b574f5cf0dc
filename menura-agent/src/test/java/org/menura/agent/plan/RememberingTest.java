package org.menura.agent.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.act.Approval;
import org.menura.agent.act.Effect;
import org.menura.agent.act.FunctionTool;
import org.menura.agent.act.Tool;
import org.menura.agent.memory.AgentMemory;
import org.menura.agent.memory.CoreBlocks;
import org.menura.agent.memory.Memory;
import org.menura.agent.memory.MemorySettings;
import org.menura.agent.memory.TextAnalysis;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.ScriptedMind;
import org.menura.agent.mind.Thought;
import org.menura.agent.run.Agent;
import org.menura.agent.run.RunOutcome;
import org.menura.chat.Message;
import org.menura.format.FormatException;

@Tag("slow")
class RememberingTest {
    record Nothing() {}

    private static final MemorySettings SETTINGS = MemorySettings.standard()
            .withBlocks(List.of(new CoreBlocks.Block("person", "what you know of the person", 200, "")));

    private final List<String> prompts = new ArrayList<>();

    private Mind listening(Thought... thoughts) {
        List<Thought> left = new ArrayList<>(List.of(thoughts));
        return ScriptedMind.of((prompt, _, _) -> {
            prompts.add(String.join(
                    "|", prompt.messages().stream().map(Message::text).toList()));
            return left.removeFirst();
        });
    }

    private static Agent agent(Mind mind, AgentMemory memory, Tool... tools) {
        return Agent.of(mind, memory.tools(), List.of(tools)).withPlanner(() -> new Remembering(new ReAct(), memory));
    }

    @Test
    void whatWasSaidIsKnownInTheNextRun(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("memory.jsonl");
        Tool clock = new FunctionTool<>(
                "door", "Looks at the door.", Effect.PURE, Nothing.class, (_, _) -> "The door of the hall is green.");
        try (AgentMemory memory = AgentMemory.open(file, SETTINGS, null)) {
            Mind mind = listening(
                    ScriptedMind.call("door", Map.of()),
                    ScriptedMind.call("edit_memory", Map.of("block", "person", "old", "", "text", "Name: Ana")),
                    Thought.of("done"));
            agent(mind, memory, clock).run("My dog is called Archie.");
            assertTrue(
                    prompts.getFirst()
                            .startsWith("What you keep in mind:\n## person (what you know of the person)\n(empty)"),
                    prompts.getFirst());
            assertTrue(prompts.getLast().contains("\nName: Ana\n"), prompts.getLast());
        }
        prompts.clear();
        try (AgentMemory memory = AgentMemory.open(file, SETTINGS, null)) {
            assertEquals(
                    List.of("My dog is called Archie.", "The door of the hall is green."),
                    memory.stream().holding().stream().map(Memory::text).toList());
            agent(listening(Thought.of("Archie")), memory).run("What is the name of the dog?");
            assertTrue(prompts.getFirst().contains("\nName: Ana\n"));
            assertTrue(prompts.getFirst().contains("[From memory:\n- My dog is called Archie. ("), prompts.getFirst());
            assertFalse(prompts.getFirst().contains("green"), prompts.getFirst());
        }
        prompts.clear();
        MemorySettings narrow = new MemorySettings(TextAnalysis.ENGLISH, 5, 10, false, List.of());
        try (AgentMemory memory = AgentMemory.open(file, narrow, null)) {
            agent(listening(Thought.of("?")), memory).run("What is the dog called?");
            assertEquals(List.of("What is the dog called?"), prompts);
        }
    }

    /** What was recalled stands in the journal: the same run sees it again, whatever was remembered since. */
    @Test
    void aResumedRunRecallsTheSame(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("memory.jsonl");
        try (AgentMemory memory = AgentMemory.open(file, SETTINGS, null)) {
            agent(listening(Thought.of("noted")), memory).run("The code of the gate is 17.");
            Mind asking = ScriptedMind.of((prompt, _, _) -> {
                prompts.add(prompt.messages().getLast().text());
                return Thought.of("What next?");
            });
            // A planner that asks once, then answers.
            Agent agent = Agent.of(asking, memory.tools())
                    .withPlanner(() -> new Remembering(
                            state -> state.observations().isEmpty()
                                    ? new Act.Ask("Which gate?")
                                    : new ReAct().next(state),
                            memory));
            Path run = folder.resolve("run");
            RunOutcome.Suspended waiting = (RunOutcome.Suspended) agent.run("Tell the code of the gate.", run, 3);
            assertNotNull(waiting.id());
            int before = memory.stream().holding().size();
            agent(listening(Thought.of("noted")), memory).run("The code of the gate is now 99.");
            prompts.clear();
            Agent answered = agent.withApproval(Approval.inOrder(new Approval.Reply(true, "The gate in the north.")));
            assertTrue(answered.run("Tell the code of the gate.", run, 3) instanceof RunOutcome.Finished);
            String journal = Files.readString(run.resolve("journal.jsonl"));
            assertTrue(journal.contains("memory"));
            assertEquals(before + 2, memory.stream().holding().size());
        }
    }

    @Test
    void aMindSelectsWhatIsWorthRemembering(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("memory.jsonl");
        try (AgentMemory memory =
                AgentMemory.open(file, MemorySettings.standard().selecting(), null)) {
            Mind mind = ScriptedMind.of((prompt, ask, _) -> switch (ask) {
                case Ask.Choice choice when choice.options().size() == 10 -> Thought.of("7");
                case Ask.Choice choice
                when choice.options().size() == 2 ->
                    Thought.of(choice.options()
                            .get(prompt.messages().getLast().text().endsWith("so far:\n") ? 0 : 1));
                case Ask.Choice choice -> Thought.of(choice.options().get(1)); // contradicts
                case Ask.Quote quote -> {
                    String text = quote.documents().getFirst();
                    yield Thought.of(text.substring(text.indexOf("I live"), text.indexOf(", by")));
                }
                default -> Thought.of("well");
            });
            agent(mind, memory).run("Hello! I live in Lisbon, by the way.");
            agent(mind, memory).run("News: I live in Porto, by now.");
            Memory holds = memory.stream().holding().getFirst();
            assertEquals("I live in Porto", holds.text());
            assertEquals(7, holds.importance());
            assertEquals(6, holds.source().from());
            assertEquals(
                    List.of("I live in Lisbon", "I live in Porto"),
                    memory.stream().history(holds.id()).stream()
                            .map(Memory::text)
                            .toList());
        }
    }

    @Test
    void profilesHaveMemories(@TempDir Path folder) throws Exception {
        Path profile = folder.resolve("agent.yaml");
        Files.writeString(profile, "name: clerk\n");
        assertNull(MemorySettings.open(profile));
        Files.writeString(profile, """
                name: clerk
                memory:
                  file: notes/memory.jsonl
                  recall: 3
                  words: german
                  select: true
                  blocks:
                    - {name: person, about: the person, limit: 50}
                """);
        try (AgentMemory memory = MemorySettings.open(profile)) {
            assertEquals(
                    List.of("recall", "edit_memory"),
                    memory.tools().stream().map(t -> t.definition().name()).toList());
        }
        assertTrue(Files.exists(folder.resolve("notes/memory.jsonl")));
        Files.writeString(profile, "name: clerk\nmemory: {file: m.jsonl, words: klingon}\n");
        assertTrue(assertThrows(FormatException.class, () -> MemorySettings.open(profile))
                .getMessage()
                .contains("line 2: 'words' is one of"));
        Files.writeString(profile, "name: clerk\nmemory: {recal: 3}\n");
        assertTrue(assertThrows(FormatException.class, () -> MemorySettings.open(profile))
                .getMessage()
                .contains("has no key 'recal'"));
    }
}
