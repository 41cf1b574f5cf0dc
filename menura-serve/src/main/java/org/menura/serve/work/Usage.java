package org.menura.serve.work;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.generate.session.Generator;
import org.menura.serve.http.JsonOut;

/** Counts the tokens of a request. */
public final class Usage {
    private int prompt;
    private int cached;
    private int completion;
    private int reasoning;
    private long promptNanos;
    private long tokenNanos;
    private int timed;

    /**
     * Adds a text.
     *
     * @param isFirst whether its prompt has not been counted with another choice
     */
    public void add(Generator.Result result, boolean isFirst) {
        if (isFirst) {
            prompt += result.promptTokens();
            cached += result.cachedTokens();
            promptNanos += result.promptNanos();
        }
        completion += result.tokens().size();
        tokenNanos = Math.max(tokenNanos, result.tokenNanos());
        timed += Math.max(0, result.tokens().size() - 1);
    }

    /** Adds tokens of reasoning, which are among those of the text. */
    public void addReasoning(int tokens) {
        reasoning += tokens;
    }

    /** Returns the tokens of the prompts. */
    public int prompt() {
        return prompt;
    }

    /** Returns the tokens of the prompts that the prefix cache held. */
    public int cached() {
        return cached;
    }

    /** Returns the tokens of the texts. */
    public int completion() {
        return completion;
    }

    /** Returns the nanoseconds that the prompts took. */
    public long promptNanos() {
        return promptNanos;
    }

    /** Returns the nanoseconds that the texts took. */
    public long tokenNanos() {
        return tokenNanos;
    }

    /** Returns OpenAI's {@code usage}. */
    public Map<String, @Nullable Object> openai() {
        return JsonOut.object(
                "prompt_tokens",
                prompt,
                "completion_tokens",
                completion,
                "total_tokens",
                prompt + completion,
                "prompt_tokens_details",
                JsonOut.object("cached_tokens", cached),
                "completion_tokens_details",
                JsonOut.object("reasoning_tokens", reasoning));
    }

    /** Returns llama.cpp's {@code timings} of the first tokens of a text that is under way. */
    public static Map<String, @Nullable Object> timings(int tokens, long nanos) {
        double millis = nanos / 1e6;
        return JsonOut.object(
                "predicted_n",
                tokens,
                "predicted_ms",
                millis,
                "predicted_per_second",
                millis == 0 ? 0 : (tokens - 1) * 1000 / millis);
    }

    /** Returns llama.cpp's {@code timings}. */
    public Map<String, @Nullable Object> timings() {
        double promptMillis = promptNanos / 1e6;
        double tokenMillis = tokenNanos / 1e6;
        int read = prompt - cached;
        return JsonOut.object(
                "cache_n",
                cached,
                "prompt_n",
                read,
                "prompt_ms",
                promptMillis,
                "prompt_per_token_ms",
                read == 0 ? 0 : promptMillis / read,
                "prompt_per_second",
                promptMillis == 0 ? 0 : read * 1000 / promptMillis,
                "predicted_n",
                completion,
                "predicted_ms",
                tokenMillis,
                "predicted_per_token_ms",
                timed == 0 ? 0 : tokenMillis / timed,
                "predicted_per_second",
                tokenMillis == 0 ? 0 : timed * 1000 / tokenMillis);
    }
}
