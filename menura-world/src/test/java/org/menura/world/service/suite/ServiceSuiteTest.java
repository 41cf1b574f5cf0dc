package org.menura.world.service.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolContext;
import org.menura.agent.act.ToolResult;
import org.menura.agent.act.ToolSources;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.ScriptedMind;
import org.menura.agent.mind.Thought;
import org.menura.agent.run.Agent;
import org.menura.agent.run.RunOutcome;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.chat.ToolCall;
import org.menura.format.FormatException;
import org.menura.world.suite.Question;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.Trial;

class ServiceSuiteTest {
    private static final String TASKS = """
            {"id": "a", "instruction": "Cancel #W1: ordered by mistake. What is returned?", "outputs": ["1250.5"], "actions": \
            [{"name": "cancel_pending_order", "kwargs": {"order_id": "#W1", "reason": "ordered by mistake"}}]}
            {"id": "b", "instruction": "Cancel #W9.", "outputs": [], "actions": \
            [{"name": "get_order_details", "kwargs": {"order_id": "#W9"}}, {"name": "transfer_to_human_agents", "kwargs": {"summary": ""}}]}
            {"id": "c", "instruction": "Cancel #W2.", "outputs": [], "actions": \
            [{"name": "cancel_pending_order", "kwargs": {"order_id": "#W2", "reason": "no longer needed"}}]}
            """;

    @TempDir
    private Path folder;

    private final ServiceSuite suite = new ServiceSuite(ServiceKind.TAU_RETAIL);

    @BeforeEach
    void writeFolder() throws IOException {
        Files.writeString(folder.resolve("retail_orders.json"), """
                {"#W1": {"order_id": "#W1", "user_id": "u", "items": [], "status": "pending", "payment_history": \
                [{"transaction_type": "payment", "amount": 1250.5, "payment_method_id": "gift_card_1"}]}}""");
        Files.writeString(folder.resolve("retail_products.json"), "{}");
        Files.writeString(folder.resolve("retail_users.json"), """
                {"u": {"payment_methods": {"gift_card_1": {"source": "gift_card", "balance": 0.1, "id": "gift_card_1"}}}}""");
        Files.writeString(folder.resolve("retail_policy.md"), "Be kind.");
        Files.writeString(folder.resolve("retail_tasks.jsonl"), TASKS);
    }

    private SuiteTask task(String id) throws IOException {
        return suite.tasks(folder).stream()
                .filter(task -> task.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private boolean passes(String id, Thought... answers) throws IOException {
        try (Trial trial = task(id).begin(0)) {
            for (Thought answer : answers) {
                assertTrue(trial.next().isPresent());
                trial.answer(answer);
            }
            return trial.outcome().passed();
        }
    }

    private boolean oraclePasses(String id) throws IOException {
        try (Trial trial = task(id).begin(0)) {
            for (Optional<Question> q = trial.next(); q.isPresent(); q = trial.next()) {
                trial.answer(trial.oracle());
            }
            return trial.outcome().passed();
        }
    }

    private static Thought cancel(String reason) {
        return Thought.of(
                List.of(new ToolCall(null, "cancel_pending_order", Map.of("order_id", "#W1", "reason", reason))));
    }

    @Test
    void anIdThatIsThereTwiceIsNamed() throws IOException {
        Files.writeString(folder.resolve("retail_tasks.jsonl"), TASKS.replace("\"id\": \"c\"", "\"id\": \"a\""));
        String message =
                assertThrows(FormatException.class, () -> suite.tasks(folder)).getMessage();
        assertTrue(message.endsWith("retail_tasks.jsonl, line 3: the id a is there twice"), message);
    }

    @Test
    void whatTasksAreJudgedByMustBeThere() throws IOException {
        Files.writeString(folder.resolve("retail_tasks.jsonl"), TASKS.replaceFirst("\"outputs\": \\[\\], ", ""));
        String message =
                assertThrows(FormatException.class, () -> suite.tasks(folder)).getMessage();
        assertTrue(message.endsWith("line 2 needs a list \"outputs\", which may be empty: the task is judged by it"));
    }

    @Test
    void databaseAndAnswerDecide() throws IOException {
        assertTrue(passes("a", cancel("ordered by mistake"), Thought.of("You get $1,250.5 back.")));
        assertFalse(passes("a", cancel("ordered by mistake"), Thought.of("Done.")));
        assertFalse(passes("a", cancel("no longer needed"), Thought.of("1250.5")));
        assertFalse(passes("a", Thought.of("1250.5")));
        assertTrue(passes("a", cancel("too dear"), cancel("ordered by mistake"), Thought.of("1250.5")));
    }

    @Test
    void nothingPassesWhereNothingIsToBeDone() throws IOException {
        assertFalse(passes("a", Thought.of("")));
        assertTrue(passes("b", Thought.of("")));
        assertEquals("database changed", task("a").group());
        assertEquals("database unchanged", task("b").group());
    }

    @Test
    void theReferenceSolutionPassesUnlessRowsAreMissing() throws IOException {
        assertTrue(oraclePasses("a"));
        assertTrue(oraclePasses("b"));
        assertFalse(oraclePasses("c"));
        assertEquals(ServiceSuite.UNPLAYABLE, task("c").group());
    }

    @Test
    void observationsAreInTheNextPrompt() throws IOException {
        try (Trial trial = task("a").begin(0)) {
            assertTrue(trial.next()
                    .orElseThrow()
                    .prompt()
                    .messages()
                    .getFirst()
                    .text()
                    .startsWith("Be kind."));
            trial.answer(cancel("too dear"));
            assertEquals(
                    "Error: invalid reason",
                    trial.next().orElseThrow().prompt().messages().getLast().text());
            trial.answer(cancel("ordered by mistake"));
            assertTrue(trial.next()
                    .orElseThrow()
                    .prompt()
                    .messages()
                    .getLast()
                    .text()
                    .contains("\"status\": \"cancelled\""));
        }
    }

    private Agent clerk(List<String> seen) throws Exception {
        ToolSources.Opened tools = ToolSources.open(List.of("tau-retail: ."), folder, false);
        Mind mind = ScriptedMind.of((prompt, _, _) -> {
            Message last = prompt.messages().getLast();
            if (last.role().equals(Role.TOOL)) {
                seen.add(last.text());
            }
            long results = prompt.messages().stream()
                    .filter(message -> message.role().equals(Role.TOOL))
                    .count();
            return switch ((int) results) {
                case 0 -> call("get_order_details", Map.of("order_id", "#W1"));
                case 1 -> cancel("ordered by mistake");
                case 2 -> call("get_user_details", Map.of("user_id", "u"));
                default -> Thought.of("Cancelled.");
            };
        });
        return Agent.of(mind, tools.tools());
    }

    private static Thought call(String tool, Map<String, Object> arguments) {
        return Thought.of(List.of(new ToolCall(null, tool, arguments)));
    }

    @Test
    void anAgentCallsTheToolsInARun() throws Exception {
        List<String> seen = new ArrayList<>();
        RunOutcome outcome = clerk(seen).run("Cancel #W1.", folder.resolve("run"), 1);
        assertEquals(
                "Cancelled.",
                assertInstanceOf(RunOutcome.Finished.class, outcome).answer());
        assertTrue(seen.get(0).contains("\"status\": \"pending\""), seen::toString);
        assertTrue(seen.get(1).contains("\"status\": \"cancelled\""), seen::toString);
        assertTrue(seen.get(2).contains("\"balance\": 1250.6"), seen::toString);
        assertTrue(Files.isRegularFile(folder.resolve("run/out/tau-retail.json")));
    }

    @Test
    void aCallThatIsMadeAgainChangesNothingAgain() throws Exception {
        List<Tool> tools = new ServiceTools(ServiceKind.TAU_RETAIL.open(folder)).all();
        assertEquals(16, tools.size());
        Tool cancel = named(tools, "cancel_pending_order");
        assertEquals(Effect.IDEMPOTENT, cancel.effect());
        ToolResult wrong = cancel.call(Map.of("order_id", "#W1"), context("k1"));
        assertTrue(wrong.error());
        assertEquals(
                "Error: CancelPendingOrder.invoke() missing 1 required positional argument: 'reason'", wrong.text());
        Map<String, Object> right = Map.of("order_id", "#W1", "reason", "ordered by mistake");
        ToolResult done = cancel.call(right, context("k2"));
        assertFalse(done.error());

        List<Tool> later = new ServiceTools(ServiceKind.TAU_RETAIL.open(folder)).all();
        assertEquals(done, named(later, "cancel_pending_order").call(right, context("k2")));
        assertEquals(
                "Error: non-pending order cannot be cancelled",
                named(later, "cancel_pending_order").call(right, context("k3")).text());
        assertTrue(named(later, "get_user_details")
                .call(Map.of("user_id", "u"), context("k4"))
                .text()
                .contains("\"balance\": 1250.6"));
    }

    private static Tool named(List<Tool> tools, String name) {
        return tools.stream()
                .filter(tool -> tool.definition().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private ToolContext context(String key) {
        return new ToolContext() {
            @Override
            public String key() {
                return key;
            }

            @Override
            public Instant now() {
                return Instant.EPOCH;
            }

            @Override
            public long random() {
                return 1;
            }

            @Override
            public Path out() {
                return folder;
            }
        };
    }

    @Test
    void aMalformedTaskIsNamed() throws IOException {
        Files.writeString(
                folder.resolve("retail_tasks.jsonl"), "{\"id\": \"a\", \"instruction\": \"x\", \"actions\": [3]}");
        FormatException e = assertThrows(FormatException.class, () -> suite.tasks(folder));
        assertTrue(e.getMessage().contains("retail_tasks.jsonl, line 1"), e.getMessage());
    }
}
