package org.menura.world.service.suite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.chat.Message;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.python.Python;
import org.menura.world.service.store.Observation;
import org.menura.world.service.store.ToolCalls;
import org.menura.world.service.store.Toolset;
import org.menura.world.suite.Outcome;
import org.menura.world.suite.Question;
import org.menura.world.suite.Trial;

/**
 * A conversation without a simulated user ("solo"): the agent reads policy and ticket, calls tools, and ends with a text, which is
 * its answer to the user. Passed is what the original rewards: the final database equals that of the reference solution, and
 * all texts that the user must be told were said.
 */
final class ServiceTrial implements Trial {
    private static final int MAX_TURNS = 30;
    private static final int MAX_CALLS = 4;
    private static final String SOLO =
            "You work alone: the user's request comes as a ticket, and nobody answers questions."
                    + " Take what the ticket says as confirmed by the user. Call tools until all is done; then write the answer"
                    + " to the user, without a call. It ends the case.";

    private final ServiceTask task;
    private final Toolset tools;
    private final List<ToolDefinition> definitions;
    private final List<Message> messages = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final List<ToolCall> left;
    private int turns;
    private int calls;
    private int errors;
    private boolean over;

    ServiceTrial(ServiceTask task) {
        this.task = task;
        tools = task.service().fresh();
        definitions = tools.definitions();
        left = task.steps();
        messages.add(Message.system(task.policy().strip() + "\n\n" + SOLO));
        messages.add(Message.user(task.ticket()));
    }

    @Override
    public Optional<Question> next() {
        return over || turns == MAX_TURNS
                ? Optional.empty()
                : Optional.of(
                        new Question(new Prompt(messages, definitions), new Ask.Calls(definitions, 0, MAX_CALLS)));
    }

    @Override
    public void answer(Thought answer) {
        turns++;
        if (!answer.text().isBlank()) {
            said.add(answer.text());
        }
        if (answer.calls().isEmpty()) {
            over = true;
            return;
        }
        List<ToolCall> named = new ArrayList<>();
        List<Message> results = new ArrayList<>();
        for (ToolCall call : answer.calls()) {
            String id = "call_" + (++calls);
            Observation observation = tools.call(call.name(), call.arguments());
            errors += observation.error() ? 1 : 0;
            named.add(ToolCalls.named(id, call));
            results.add(Message.tool(id, observation.shown()));
            over |= tools.ends(call.name());
        }
        messages.add(Message.assistant(answer.text()).withToolCalls(named));
        messages.addAll(results);
    }

    @Override
    public Thought oracle() {
        return left.isEmpty()
                ? Thought.of(task.outputs().isEmpty() ? "Done." : String.join("; ", task.outputs()))
                : Thought.of(List.of(left.removeFirst()));
    }

    @Override
    public Outcome outcome() {
        boolean ended = over || turns < MAX_TURNS;
        boolean database = Python.jsonDumps(task.service().changed(tools), true, -1, true)
                .equals(Python.jsonDumps(task.changed(), true, -1, true));
        long told = task.outputs().stream().filter(this::isTold).count();
        Map<String, Double> metrics = new HashMap<>();
        metrics.put("database", database ? 1.0 : 0.0);
        metrics.put("calls", (double) calls);
        metrics.put("errors", (double) errors);
        if (!task.outputs().isEmpty()) {
            metrics.put("told", (double) told / task.outputs().size());
        }
        if (task.service().kind() == ServiceKind.TAU2_RETAIL) {
            metrics.put("unjudged assertions", (double) task.unjudged());
        }
        boolean passed =
                task.playable() && ended && database && told == task.outputs().size();
        return new Outcome(passed, passed ? 1 : 0, metrics);
    }

    /** A text is told if an answer holds it, whatever the case and commas in numbers. */
    private boolean isTold(String output) {
        String wanted = output.toLowerCase(Locale.ROOT);
        return said.stream()
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).replace(",", "").contains(wanted));
    }
}
