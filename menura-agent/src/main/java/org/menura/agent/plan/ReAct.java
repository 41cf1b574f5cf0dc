package org.menura.agent.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.chat.Message;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;

/**
 * Thinks, acts, observes, until it answers (ReAct, arXiv 2210.03629). Calls are asked for in the form of the tools' schemas, so there is
 * no prose to parse. A call that was made before with the same result can't be made again while nothing else has happened: its tool is left out of
 * the next choice, which ends loops that a warning would not.
 */
public final class ReAct implements Planner {
    /** The default for the largest number of calls made at once. */
    public static final int MAX_CALLS = 8;

    /** The largest length of an answer where no tool may be called. */
    static final int ANSWER_TOKENS = 1024;

    private final boolean thinkFirst;
    private final int thoughtTokens;
    private final int maxCalls;
    private final Map<ToolCall, String> seen = new HashMap<>();
    private final List<String> stuck = new ArrayList<>();

    /** Creates a planner whose mind answers with calls or with a text. */
    public ReAct() {
        this(false, 0, MAX_CALLS);
    }

    /**
     * Creates a planner.
     *
     * @param thinkFirst whether the mind writes a thought before each choice; else the model's own reasoning, if it has any, is the thought
     * @param thoughtTokens largest length of such a thought
     * @param maxCalls largest number of calls at once
     */
    public ReAct(boolean thinkFirst, int thoughtTokens, int maxCalls) {
        if (maxCalls < 1) {
            throw new IllegalArgumentException("maxCalls must be at least 1, not " + maxCalls);
        }
        this.thinkFirst = thinkFirst;
        this.thoughtTokens = thoughtTokens;
        this.maxCalls = maxCalls;
    }

    @Override
    public Act next(State state) throws InterruptedException {
        observe(state.observations());
        List<ToolDefinition> open = state.tools().stream()
                .filter(tool -> !stuck.contains(tool.name()))
                .toList();
        List<Message> messages = new ArrayList<>(state.messages());
        String reasoning = null;
        if (thinkFirst) {
            Thought thought = state.think(
                    state.prompt(Message.user("Think about what to do next. Do not answer yet.")),
                    new Ask.Text(thoughtTokens),
                    0);
            reasoning = thought.text();
            messages.add(Message.user("Your thought: " + reasoning + "\nNow call tools, or answer."));
        }
        Thought thought = state.think(
                new Prompt(messages, open),
                open.isEmpty() ? new Ask.Text(ANSWER_TOKENS) : new Ask.Calls(open, 0, maxCalls),
                1);
        @Nullable String why = reasoning == null ? thought.reasoning() : reasoning;
        return thought.calls().isEmpty()
                ? new Act.Answer(thought.text(), why)
                : new Act.Call(thought.calls(), thought.text(), why);
    }

    private void observe(List<Observation> observations) {
        boolean moved = observations.isEmpty();
        for (Observation observation : observations) {
            if (observation instanceof Observation.Called(ToolCall call, var result)) {
                ToolCall known = new ToolCall(null, call.name(), call.arguments());
                String before = seen.put(known, result.text());
                if (result.text().equals(before)) {
                    stuck.add(call.name());
                } else {
                    moved = true;
                }
            } else {
                moved = true;
            }
        }
        if (moved) {
            stuck.clear();
        }
    }
}
