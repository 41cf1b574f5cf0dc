package org.menura.agent.mind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.act.Approval;
import org.menura.agent.act.Budget;
import org.menura.agent.act.Policy;
import org.menura.agent.plan.Act;
import org.menura.agent.run.Agent;
import org.menura.agent.run.RunOutcome;
import org.menura.chat.Message;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/** Minds behind HTTP, which may say anything: what is wrong is told to them, and never ends a run by surprise. */
class RemoteMindTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final ToolDefinition ADD = new ToolDefinition("add", "Adds.", Json.parse("""
            {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"], "additionalProperties": false}""", "s"));

    private final List<JsonNode> asked = new ArrayList<>();
    private final Deque<String> answers = new ArrayDeque<>();
    private HttpServer server = null;
    private URI base = URI.create("");

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", exchange -> {
            asked.add(MAPPER.readTree(exchange.getRequestBody().readAllBytes()));
            byte[] answer = String.valueOf(answers.poll()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        base = URI.create("http://localhost:" + server.getAddress().getPort() + "/v1");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void says(String text) {
        ObjectNode json = MAPPER.createObjectNode();
        json.putArray("choices")
                .addObject()
                .putObject("message")
                .put("role", "assistant")
                .put("content", text);
        json.putObject("usage").put("prompt_tokens", 10).put("completion_tokens", text.length());
        answers.add(json.toString());
    }

    private void calls(String name, String arguments) {
        ObjectNode json = MAPPER.createObjectNode();
        ObjectNode message = json.putArray("choices").addObject().putObject("message");
        message.put("role", "assistant").putNull("content");
        ObjectNode call =
                message.putArray("tool_calls").addObject().put("id", "x1").put("type", "function");
        call.putObject("function").put("name", name).put("arguments", arguments);
        answers.add(json.toString());
    }

    private static final Prompt PROMPT = new Prompt(List.of(Message.user("Add.")), List.of(ADD));
    private static final Ask.Calls ONE = new Ask.Calls(List.of(ADD), 1, 1);

    @Test
    void inventedToolsAndBrokenArgumentsAreAskedForAgain() throws Exception {
        calls("subtract", "{}");
        calls("add", "{\"a\": ");
        calls("add", "{\"a\": 3}");
        Mind mind = RemoteMind.checked(base, "some", null);
        assertEquals(Set.of(), mind.capabilities());
        Thought t = mind.think(PROMPT, ONE, 1);
        assertEquals(3, ((Number) t.calls().getFirst().arguments().get("a")).intValue());
        String told = asked.get(1).path("messages").get(2).path("content").asText();
        assertTrue(told.contains("there is no tool 'subtract'; there are [add]"), told);
        assertTrue(
                asked.get(2).path("messages").get(4).path("content").asText().contains("arguments of add are wrong"));
        assertEquals("add", asked.getFirst().at("/tools/0/function/name").asText());
        assertEquals("required", asked.getFirst().path("tool_choice").asText());
    }

    @Test
    void afterSomeTriesItGivesUp() {
        says("I would rather not");
        says("No");
        says("No!");
        MindException e = assertThrows(
                MindException.class,
                () -> RemoteMind.checked(base, "some", null).think(PROMPT, ONE, 1));
        assertTrue(e.getMessage().contains("3 tries"), e.getMessage());
    }

    @Test
    void choicesQuotesAndJson() throws Exception {
        Mind mind = RemoteMind.checked(base, "some", null);
        says("{\"answer\": \"left\"}");
        assertEquals(
                "left",
                mind.think(PROMPT, new Ask.Choice(List.of("left", "right")), 1).text());
        says("a fine day");
        says("fine");
        assertEquals(
                "fine",
                mind.think(PROMPT, new Ask.Quote(List.of("it was fine"), 9), 1).text());
        says("{\"a\": 1}");
        assertEquals(
                "{\"a\": 1}",
                mind.think(PROMPT, new Ask.Json(ADD.parameters()), 1).text());
        assertEquals("json_schema", asked.getLast().at("/response_format/type").asText());
    }

    @Test
    void tokensAreCountedOverAllTries(@TempDir Path folder) throws Exception {
        says("a fine day");
        says("fine");
        Mind mind = RemoteMind.checked(base, "some", null);
        Thought t = mind.think(PROMPT, new Ask.Quote(List.of("it was fine"), 9), 1);
        assertEquals(20, t.promptTokens());
        assertEquals(14, t.answerTokens());

        says("x".repeat(100));
        Policy little = Policy.STANDARD.withBudget(new Budget(9, 110, Duration.ofMinutes(1), 1));
        Agent agent = Agent.of(mind).withPolicy(little).withPlanner(() -> state -> {
            var _ = state.mind().think(Prompt.of(Message.user("Go on.")), new Ask.Text(200), state.seed());
            return new Act.Ask("Any more?");
        });
        Path run = folder.resolve("run");
        assertInstanceOf(RunOutcome.Suspended.class, agent.run("Talk.", run, 1));
        Agent again = agent.withApproval(Approval.inOrder(new Approval.Reply(true, "yes")));
        assertTrue(
                assertInstanceOf(RunOutcome.Failed.class, again.run("Talk.", run, 1))
                        .why()
                        .contains("110 tokens"),
                "what an earlier process used counts");
    }

    @Test
    void nonsenseOfAServerIsOneSentence() {
        answers.add("<html>502</html>");
        assertThrows(
                MindException.class,
                () -> RemoteMind.unchecked(base, "some", null).think(PROMPT, ONE, 1));
        answers.add("{}");
        assertThrows(
                MindException.class,
                () -> RemoteMind.unchecked(base, "some", null).think(PROMPT, ONE, 1));
        server.stop(0);
        MindException e = assertThrows(
                MindException.class,
                () -> RemoteMind.unchecked(base, "some", null).think(PROMPT, ONE, 1));
        assertTrue(e.getMessage().startsWith("some does not answer at http://localhost"), e.getMessage());
    }

    @Test
    void anAddressThatNothingAnswersAtIsRefused() {
        for (String bad : List.of("http://", "http:///v1#m", "http://my_host:80/v1", "http://localhost:99999/v1#m")) {
            FormatException e = assertThrows(FormatException.class, () -> Minds.remote(bad, null), bad);
            assertTrue(e.getMessage().startsWith("'" + bad + "' is no address of an API: "), e.getMessage());
        }
        assertTrue(Minds.remote("http://localhost:65535/v1#m", null).isPresent());
    }
}
