package org.menura.agent.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.MindException;
import org.menura.agent.mind.Prompt;
import org.menura.chat.Message;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * Plans first, then acts: the mind writes a graph of calls at once, in which {@code $3.price} stands for a field of the result of step 3; steps that need
 * nothing of each other are called at once (LLMCompiler, arXiv 2312.04511). A plan whose placeholders name what a result has not, or of another
 * type, is asked for again with the reason; so is what is left after a call failed.
 */
public final class PlanAndExecute implements Planner {
    private static final int MAX_STEPS = 8;
    private static final int REPLANS = 2;

    private final int maxSteps;
    private final Map<String, JsonNode> resultSchemas;
    private final Map<Integer, JsonNode> results = new HashMap<>();
    private final List<Step> pending = new ArrayList<>();
    private int replansLeft;
    private int asked;
    private @Nullable List<Step> plan;
    private List<ToolDefinition> tools = List.of();

    /** Creates a planner of 8 steps at most that knows nothing of the tools' results and plans again twice. */
    public PlanAndExecute() {
        this(MAX_STEPS, REPLANS, Map.of());
    }

    /**
     * Creates a planner.
     *
     * @param maxSteps the largest number of steps of a plan
     * @param replans how often a plan may be made again
     * @param results JSON schemas of the results of tools whose results are JSON, by name
     */
    public PlanAndExecute(int maxSteps, int replans, Map<String, JsonNode> results) {
        this.maxSteps = maxSteps;
        this.replansLeft = replans;
        this.resultSchemas = Map.copyOf(results);
    }

    @Override
    public Act next(State state) throws InterruptedException {
        if (state.tools().isEmpty()) {
            return Answers.from(state, "Answer.");
        }
        String fault = absorb(state.observations());
        List<Step> steps = plan;
        if (steps == null || fault != null && replansLeft > 0) {
            if (fault != null) {
                replansLeft--;
            }
            steps = plan(state, fault);
        } else if (fault != null) {
            return Answers.from(state, "The plan failed: " + fault + " Say what was done and what was not.");
        }
        return act(state, steps);
    }

    private Act act(State state, List<Step> steps) throws InterruptedException {
        List<ToolCall> calls = new ArrayList<>();
        for (Step step : steps) {
            if (!results.containsKey(step.number()) && results.keySet().containsAll(step.needs())) {
                try {
                    calls.add(new ToolCall(null, step.tool(), step.resolved(this::result, schema(step.tool()))));
                    pending.add(step);
                } catch (IllegalArgumentException e) {
                    pending.clear();
                    if (replansLeft == 0) {
                        return Answers.from(
                                state, "The plan failed: " + e.getMessage() + " Say what was done and what was not.");
                    }
                    replansLeft--;
                    return act(state, plan(state, String.valueOf(e.getMessage())));
                }
            }
        }
        return calls.isEmpty()
                ? Answers.from(state, "All steps of the plan are done. Answer from their results.")
                : Act.Call.of(calls);
    }

    private JsonNode result(int step) {
        return Objects.requireNonNull(results.get(step));
    }

    private JsonNode schema(String tool) {
        return tools.stream()
                .filter(t -> t.name().equals(tool))
                .findFirst()
                .orElseThrow()
                .parameters();
    }

    /** Takes the results of the steps that were called; returns what went wrong, or null. */
    private @Nullable String absorb(List<Observation> observations) {
        String fault = null;
        for (int i = 0; i < pending.size() && i < observations.size(); i++) {
            Step step = pending.get(i);
            if (observations.get(i).failed()) {
                fault = "step %d, %s, failed: %s"
                        .formatted(
                                step.number(), step.tool(), observations.get(i).text());
            } else {
                results.put(step.number(), json(observations.get(i).text()));
            }
        }
        pending.clear();
        return fault;
    }

    private static JsonNode json(String text) {
        try {
            return Json.parse(text, "a result");
        } catch (FormatException _) {
            return TextNode.valueOf(text);
        }
    }

    private List<Step> plan(State state, @Nullable String fault) throws InterruptedException {
        tools = state.tools();
        PlanSchema form = new PlanSchema(tools, resultSchemas);
        results.clear();
        String why = fault;
        while (true) {
            List<Message> messages = new ArrayList<>(state.messages());
            messages.add(Message.user(
                    "Plan the calls that this takes, as JSON. In the arguments of a step, $1.name stands for the field 'name' of the result of step 1, and $1 for all of it."
                            + (why == null
                                    ? ""
                                    : " The last plan can't be used: " + why + " Plan what is still to be done.")));
            String text = state.think(new Prompt(messages, tools), new Ask.Json(form.schema(maxSteps)), 100 + asked++)
                    .text();
            try {
                List<Step> made = form.read(text);
                plan = made;
                return made;
            } catch (IllegalArgumentException e) {
                if (replansLeft == 0) {
                    throw new MindException("%s made no plan that can be carried out: %s"
                            .formatted(state.mind().name(), e.getMessage()));
                }
                replansLeft--;
                why = e.getMessage();
            }
        }
    }
}
