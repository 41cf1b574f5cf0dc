package org.menura.agent.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.chat.Message;

/**
 * Thinks, acts, observes, until it answers (ReAct, arXiv 2210.03629). Calls are asked for in the form of the tools' schemas, so there is
 * no prose to parse.
 */
public final class ReAct implements Planner {
    /** The default for the largest number of calls made at once. */
    public static final int MAX_CALLS = 8;

    private final int thoughtTokens;
    private final int maxCalls;

    /** Creates a planner whose mind answers with calls or with a text. */
    public ReAct() {
        this(0, MAX_CALLS);
    }

    /**
     * Creates a planner.
     *
     * @param thoughtTokens largest length of a thought that the mind writes before each choice; 0 for none beside the model's own
     *     reasoning
     * @param maxCalls largest number of calls at once
     */
    public ReAct(int thoughtTokens, int maxCalls) {
        if (thoughtTokens < 0 || maxCalls < 1) {
            throw new IllegalArgumentException("thoughtTokens must be at least 0 and maxCalls at least 1, not %d and %d"
                    .formatted(thoughtTokens, maxCalls));
        }
        this.thoughtTokens = thoughtTokens;
        this.maxCalls = maxCalls;
    }

    @Override
    public Act next(State state) throws InterruptedException {
        String reasoning = null;
        List<Message> messages = new ArrayList<>(state.messages());
        if (thoughtTokens > 0) {
            reasoning = state.think(
                            state.prompt(Message.user("Think about what to do next. Do not answer yet.")),
                            new Ask.Text(thoughtTokens),
                            0)
                    .text();
            messages.add(Message.user("Your thought: " + reasoning + "\nNow call tools, or answer."));
        }
        return act(state.withMessages(messages), maxCalls, reasoning);
    }

    /** Asks for calls of the state's tools or an answer. */
    static Act act(State state, int maxCalls, @Nullable String reasoning) throws InterruptedException {
        Thought thought = state.think(
                new Prompt(state.messages(), state.tools()),
                state.tools().isEmpty() ? new Ask.Text(Answers.TOKENS) : new Ask.Calls(state.tools(), 0, maxCalls),
                1);
        String why = reasoning == null ? thought.reasoning() : reasoning;
        return thought.calls().isEmpty()
                ? new Act.Answer(thought.text(), why)
                : new Act.Call(thought.calls(), thought.text(), why);
    }
}
