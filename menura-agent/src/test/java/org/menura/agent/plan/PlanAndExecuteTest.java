package org.menura.agent.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.menura.agent.act.Effect;
import org.menura.agent.act.FunctionTool;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolResult;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.MindException;
import org.menura.agent.mind.ScriptedMind;
import org.menura.agent.mind.Thought;
import org.menura.agent.run.Agent;
import org.menura.chat.Message;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.json.Json;
import org.menura.generate.constrain.json.JsonSchema;
import org.menura.generate.constrain.json.JsonType;

class PlanAndExecuteTest {
    record City(String city) {}

    record Hotel(String name, double price, List<String> rooms) {}

    record Booking(String hotel, double price, int nights) {}

    private final List<String> called = Collections.synchronizedList(new ArrayList<>());

    private final Tool find = new FunctionTool<>("find", "Finds a hotel.", Effect.PURE, City.class, (c, _) -> {
        called.add("find " + c.city());
        return c.city().equals("Nowhere")
                ? ToolResult.error("no hotel there")
                : new Hotel("Hotel " + c.city(), 80.5, List.of("a", "b"));
    });
    private final Tool book = new FunctionTool<>("book", "Books a hotel.", Effect.ONCE, Booking.class, (b, _) -> {
        called.add("book " + b);
        return "booked";
    });
    private final Map<String, JsonNode> results =
            Map.of("find", JsonType.of(Hotel.class).schema().json());

    /** A mind that gives plans in order, then answers. */
    private static Mind planning(String... plans) {
        List<String> left = new ArrayList<>(List.of(plans));
        return ScriptedMind.of((prompt, ask, _) -> ask instanceof Ask.Json
                ? Thought.of(left.removeFirst())
                : Thought.of("Answer after " + prompt.messages().size()));
    }

    private State state(Mind mind, List<Observation> observations) {
        return new State(
                "travel",
                List.of(Message.user("travel")),
                List.of(find.definition(), book.definition()),
                Map.of(),
                observations,
                mind,
                1);
    }

    private static Observation done(ToolCall call, String text) {
        return new Observation.Called(call, ToolResult.of(text));
    }

    @Test
    void independentStepsAreCalledAtOnceAndPlaceholdersFilled() throws Exception {
        Mind mind = planning("""
                {"steps": [{"tool": "find", "arguments": {"city": "Lisbon"}},
                           {"tool": "find", "arguments": {"city": "Porto"}},
                           {"tool": "book", "arguments": {"hotel": "$1.name", "price": "$2.price", "nights": 2}},
                           {"tool": "book", "arguments": {"hotel": "$1.rooms[1]", "price": 1, "nights": 1}, "after": [3]}]}""");
        PlanAndExecute planner = new PlanAndExecute(8, 1, results);
        Act.Call first = assertInstanceOf(Act.Call.class, planner.next(state(mind, List.of())));
        assertEquals(2, first.calls().size());
        Act.Call second = assertInstanceOf(
                Act.Call.class,
                planner.next(state(
                        mind,
                        List.of(
                                done(
                                        first.calls().get(0),
                                        "{\"name\": \"Avenida\", \"price\": 99, \"rooms\": [\"x\", \"y\"]}"),
                                done(first.calls().get(1), "{\"name\": \"Ribeira\", \"price\": 70, \"rooms\": []}")))));
        assertEquals(1, second.calls().size());
        assertEquals(
                Map.of("hotel", "Avenida", "price", 70, "nights", 2),
                second.calls().getFirst().arguments());
        Act.Call third = assertInstanceOf(
                Act.Call.class,
                planner.next(state(mind, List.of(done(second.calls().getFirst(), "booked")))));
        assertEquals("y", third.calls().getFirst().arguments().get("hotel"));
        assertInstanceOf(
                Act.Answer.class,
                planner.next(state(mind, List.of(done(third.calls().getFirst(), "booked")))));
    }

    @Test
    void aPlanRunsThroughAnAgent() throws Exception {
        Agent agent = Agent.of(planning("""
                                {"steps": [{"tool": "find", "arguments": {"city": "Lisbon"}},
                                           {"tool": "book", "arguments": {"hotel": "$1.name", "price": "$1.price", "nights": 3}}]}"""), find, book).withPlanner(() -> new PlanAndExecute(4, 1, results));
        String answer = agent.run("Book a hotel in Lisbon.");
        assertEquals(List.of("find Lisbon", "book Booking[hotel=Hotel Lisbon, price=80.5, nights=3]"), called);
        assertTrue(answer.startsWith("Answer after"), answer);
    }

    @Test
    void wrongPlaceholdersAreRefusedWithTheReason() throws Exception {
        List<String> reasons = new ArrayList<>();
        String bad =
                "{\"steps\": [{\"tool\": \"find\", \"arguments\": {\"city\": \"Lisbon\"}}, {\"tool\": \"book\", \"arguments\": {\"hotel\": \"x\", \"price\": \"%s\", \"nights\": 1}}]}";
        List<String> plans = new ArrayList<>(
                List.of(bad.formatted("$1.prize"), bad.formatted("$1.name"), bad.formatted("$1.price")));
        Mind mind = ScriptedMind.of((prompt, _, _) -> {
            reasons.add(prompt.messages().getLast().text());
            return Thought.of(plans.removeFirst());
        });
        assertInstanceOf(Act.Call.class, new PlanAndExecute(8, 2, results).next(state(mind, List.of())));
        assertTrue(reasons.get(1).contains("$1.prize: the result of step 1 has [name, price, rooms]"), reasons.get(1));
        assertTrue(reasons.get(2).contains("$1.name is of type string, not number"), reasons.get(2));
        plans.add(bad.formatted("$1.prize"));
        assertThrows(MindException.class, () -> new PlanAndExecute(8, 0, results).next(state(mind, List.of())));
    }

    @Test
    void aFailedStepIsPlannedAnew() throws Exception {
        Agent agent = Agent.of(
                        planning(
                                "{\"steps\": [{\"tool\": \"find\", \"arguments\": {\"city\": \"Nowhere\"}}]}",
                                "{\"steps\": [{\"tool\": \"find\", \"arguments\": {\"city\": \"Porto\"}}]}"),
                        find)
                .withPlanner(() -> new PlanAndExecute(4, 1, results));
        agent.run("Find a hotel.");
        assertEquals(List.of("find Nowhere", "find Porto"), called);
    }

    @Test
    void theFormOfAPlanIsASchemaThatCanBeForced() {
        JsonNode parameters = Json.parse(
                "{\"type\": \"object\", \"properties\": {\"at\": {\"$ref\": \"#/$defs/place\"}}, \"required\": [\"at\"], \"$defs\": {\"place\": {\"type\": \"object\", \"properties\": {\"x\": {\"type\": \"integer\"}}, \"required\": [\"x\"], \"additionalProperties\": false}}}",
                "test");
        PlanSchema form = new PlanSchema(
                List.of(find.definition(), book.definition(), new ToolDefinition("go", "Goes.", parameters)), Map.of());
        var compiled = JsonSchema.of(form.schema(6)).compile();
        assertTrue(compiled.toString().length() > 0);
        assertTrue(form.schema(6).path("$defs").has("go.place"));
    }
}
