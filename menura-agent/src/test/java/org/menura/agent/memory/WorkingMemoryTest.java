package org.menura.agent.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.menura.agent.mind.Ask;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.chat.ToolCall;

class WorkingMemoryTest {
    /** Random histories: whatever leaves, no call stands without its results and no result without its call. */
    @Test
    void noCallIsPartedFromItsResultInAnyHistory() throws Exception {
        int shrunk = 0;
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            int budget = 300 + random.nextInt(400);
            WorkingMemory memory = new WorkingMemory(
                    budget,
                    WorkingMemory::estimate,
                    seed % 2 == 0
                            ? null
                            : (before, leaving) ->
                                    (before == null ? 0 : Integer.parseInt(before)) + leaving.size() + "");
            memory.instruct(() -> Message.system("You are a helpful agent."));
            List<Turn> added = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Turn turn = i == 0 ? Turn.of(Message.user("begin")) : turn(random, i);
                added.add(turn);
                memory.add(turn);
                check(memory, budget, added);
            }
            shrunk += memory.turns().size() < added.size() ? 1 : 0;
        }
        assertTrue(shrunk > 390, "histories must exceed their budgets for the test to say anything: " + shrunk);
    }

    private static void check(WorkingMemory memory, int budget, List<Turn> added) {
        List<Message> shown = memory.messages();
        assertTrue(memory.tokens() <= budget);
        assertTrue(shown.stream().mapToInt(WorkingMemory::estimate).sum() <= budget);
        assertEquals(Role.SYSTEM, shown.getFirst().role());
        assertEquals(Role.USER, shown.get(1).role());
        Set<String> open = new HashSet<>();
        for (Message message : shown) {
            if (message.role().equals(Role.TOOL)) {
                assertTrue(open.remove(message.toolCallId()), "a result without its call");
            } else {
                assertTrue(open.isEmpty(), "calls without results: " + open);
                message.toolCalls().forEach(c -> open.add(c.id()));
            }
        }
        assertTrue(open.isEmpty(), "calls without results: " + open);
        // In order, the last turn and the person's last message among them.
        List<Turn> kept = memory.turns();
        int at = -1;
        for (Turn turn : kept) {
            int next = added.indexOf(turn);
            assertTrue(next > at);
            at = next;
        }
        assertEquals(added.getLast(), kept.getLast());
        assertTrue(kept.contains(
                added.reversed().stream().filter(Turn::isUser).findFirst().orElseThrow()));
        if (memory.summary() != null) {
            assertEquals(added.size() - kept.size(), Integer.parseInt(memory.summary()));
        }
    }

    private static Turn turn(Random random, int i) {
        String text = i + " " + "word ".repeat(1 + random.nextInt(40));
        return switch (random.nextInt(4)) {
            case 0 -> Turn.of(Message.user(text));
            case 1 -> Turn.of(Message.assistant(text));
            default -> {
                List<ToolCall> calls = new ArrayList<>();
                List<Message> all = new ArrayList<>();
                for (int c = 0; c <= random.nextInt(3); c++) {
                    String id = "call" + i + "." + c;
                    calls.add(new ToolCall(id, "search", Map.of("q", "x".repeat(random.nextInt(60)))));
                    all.add(Message.tool(id, "found ".repeat(random.nextInt(20))));
                }
                all.addFirst(Message.assistant("").withToolCalls(calls));
                yield new Turn(all);
            }
        };
    }

    @Test
    void turnsAreWholeOrRefused() {
        ToolCall call = new ToolCall("a", "search", Map.of());
        Message calls = Message.assistant("").withToolCalls(List.of(call));
        assertThrows(IllegalArgumentException.class, () -> Turn.of(calls));
        assertThrows(IllegalArgumentException.class, () -> Turn.of(Message.tool("a", "found")));
        assertThrows(IllegalArgumentException.class, () -> new Turn(List.of(calls, Message.tool("b", "found"))));
        assertEquals(
                3,
                Turn.split(List.of(Message.user("hi"), calls, Message.tool("a", "found"), Message.assistant("well")))
                        .size());
    }

    @Test
    void aRequestBeyondTheBudgetIsRefusedWithAReason() {
        WorkingMemory memory = new WorkingMemory(50);
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> memory.add(Turn.of(Message.user("word ".repeat(100)))));
        assertTrue(e.getMessage().contains("budget of 50"), e.getMessage());
    }

    @Test
    void whatLeavesStaysAsQuotes() throws Exception {
        Summariser summariser = Summariser.quoting(
                Minds.of((_, ask) -> {
                    Ask.Quote quote = (Ask.Quote) ask;
                    return quote.documents().getFirst().substring(0, 12);
                }),
                1,
                16,
                4,
                7);
        WorkingMemory memory = new WorkingMemory(90, WorkingMemory::estimate, summariser);
        for (int i = 0; i < 6; i++) {
            memory.add(Turn.of(Message.user("Question no " + i + " " + "word ".repeat(20))));
            memory.add(Turn.of(Message.assistant("Answer " + i)));
        }
        assertEquals(
                "Question no \nQuestion no "
                        .strip()
                        .lines()
                        .findFirst()
                        .orElseThrow()
                        .strip(),
                memory.summary());
        assertTrue(memory.messages().getFirst().text().contains("Earlier in this conversation:\nQuestion no"));
        memory.recall("- the sky is blue");
        assertTrue(memory.messages().getFirst().text().contains("[From memory:\n- the sky is blue]"));
        memory.recall(null);
        assertFalse(memory.messages().getFirst().text().contains("From memory"));
    }
}
