package org.menura.world.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.ScriptedMind;
import org.menura.agent.mind.Thought;
import org.menura.chat.Message;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.json.Json;

/** Random answers are of the form asked for; free ones are read from texts. */
class AgentsTest {
    private static final Trial NONE =
            new Sums(1).tasks(java.nio.file.Path.of("")).getFirst().begin(0);
    private static final Prompt PROMPT = Prompt.of(Message.user("take the lamp, then go north"));
    private static final List<ToolDefinition> TOOLS = ToolDefinition.list(Json.parse("""
            [{"name": "add", "parameters": {"type": "object", "properties": {"a": {"type": "integer", "minimum": 1, "maximum": 3}},
              "required": ["a"], "additionalProperties": false}},
             {"name": "stop", "parameters": {}},
             {"name": "refused", "parameters": {"type": "object", "not": {"$ref": "https://nowhere"}}}]""", "tools"), "tools");

    private static Thought random(Ask ask, long seed) {
        return new RandomAgent().answer(new Question(PROMPT, ask), NONE, seed);
    }

    @Test
    void choicesAreAllDrawn() {
        Set<String> drawn = new HashSet<>();
        for (int seed = 0; seed < 60; seed++) {
            drawn.add(random(new Ask.Choice(List.of("a", "b", "c")), seed).text());
        }
        assertEquals(Set.of("a", "b", "c"), drawn);
    }

    @Test
    void callsAreOfTheToolsAndValid() {
        Set<Integer> counts = new HashSet<>();
        for (int seed = 0; seed < 80; seed++) {
            Thought thought = random(new Ask.Calls(TOOLS, 0, 2), seed);
            counts.add(thought.calls().size());
            for (ToolCall call : thought.calls()) {
                assertTrue(call.name().equals("add") || call.name().equals("stop"), call.toString());
                if (call.name().equals("add")) {
                    assertEquals(Set.of("a"), call.arguments().keySet());
                    assertTrue(
                            Set.of(1, 2, 3).contains(((Number) call.arguments().get("a")).intValue()));
                }
            }
            assertTrue(!thought.calls().isEmpty() || !thought.text().isEmpty());
        }
        assertEquals(Set.of(0, 1, 2), counts);
    }

    @Test
    void valuesQuotesAndTextsAreOfTheirForm() {
        JsonNode schema = Json.parse("{\"enum\": [\"x\", 5]}", "schema");
        for (int seed = 0; seed < 20; seed++) {
            assertTrue(List.of("\"x\"", "5")
                    .contains(random(new Ask.Json(schema), seed).text()));
            String quote = random(new Ask.Quote(List.of("one two  three", "four"), 2), seed)
                    .text();
            assertTrue("one two  three".contains(quote) || quote.equals("four"), quote);
            assertTrue("take the lamp, then go north"
                    .contains(random(new Ask.Text(3), seed).text()));
        }
        assertEquals(
                random(new Ask.Text(3), 4).text(), random(new Ask.Text(3), 4).text());
    }

    private static Thought free(String text, Ask ask) throws InterruptedException {
        Mind mind = ScriptedMind.inOrder(Thought.of(text));
        return new MindAgent(mind, "m", AnswerMode.FREE, 9).answer(new Question(PROMPT, ask), NONE, 1);
    }

    @Test
    void freeAnswersAreReadFromTexts() throws InterruptedException {
        Ask calls = new Ask.Calls(TOOLS, 1, 4);
        List<ToolCall> read = free(
                        "Sure {ok}:\n```json\n[{\"name\": \"add\", \"arguments\": {\"a\": 2}}]\n``` and {\"tool\": \"stop\","
                                + " \"arguments\": {}} {\"x\": 1",
                        calls)
                .calls();
        assertEquals(List.of("add", "stop"), read.stream().map(ToolCall::name).toList());
        assertEquals(Map.of("a", 2), read.getFirst().arguments());
        assertEquals(List.of(), free("I would call add.", calls).calls());
        assertEquals(
                "north",
                free(" north\nand so on", new Ask.Choice(List.of("south", "north")))
                        .text());
        assertEquals("up", free("up", new Ask.Choice(List.of("south", "north"))).text());
        assertEquals(
                "{\"a\":1}",
                free("It is {\"a\": 1}.", new Ask.Json(Json.parse("{}", "s"))).text());
    }

    @Test
    void aThoughtComesBeforeTheAnswer() throws InterruptedException {
        Mind mind = ScriptedMind.inOrder(Thought.of("I shall go north."), Thought.of("north"));
        Thought thought = new MindAgent(mind, "m", AnswerMode.THOUGHT, 9)
                .answer(new Question(PROMPT, new Ask.Choice(List.of("north", "south"))), NONE, 1);
        assertEquals("north", thought.text());
        assertEquals("I shall go north.", thought.reasoning());
    }
}
