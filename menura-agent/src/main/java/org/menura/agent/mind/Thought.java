package org.menura.agent.mind;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ToolCall;

/**
 * What a mind answers.
 *
 * @param text of the answer, without reasoning and calls; for {@link Ask.Choice}, {@link Ask.Quote} and {@link Ask.Json} the value itself
 * @param reasoning what was thought before, or null
 * @param calls of tools, in order
 * @param ids token ids that were drawn or forced; empty from a mind that gives none
 * @param logProbs of those tokens under the constraint, in nats; empty from a mind that gives none
 * @param promptTokens tokens of the prompt that had to be computed, those found in a cache left out
 * @param answerTokens tokens of the answer, also of a mind that gives no ids
 */
public record Thought(
        String text,
        @Nullable String reasoning,
        List<ToolCall> calls,
        int[] ids,
        double[] logProbs,
        int promptTokens,
        int answerTokens) {
    public Thought {
        calls = List.copyOf(calls);
    }

    /** Creates a thought whose answer has as many tokens as there are ids. */
    public Thought(
            String text,
            @Nullable String reasoning,
            List<ToolCall> calls,
            int[] ids,
            double[] logProbs,
            int promptTokens) {
        this(text, reasoning, calls, ids, logProbs, promptTokens, ids.length);
    }

    /** Creates a thought of text from a mind without tokens. */
    public static Thought of(String text) {
        return new Thought(text, null, List.of(), new int[0], new double[0], 0);
    }

    /** Creates a thought of calls from a mind without tokens. */
    public static Thought of(List<ToolCall> calls) {
        return new Thought("", null, calls, new int[0], new double[0], 0);
    }
}
