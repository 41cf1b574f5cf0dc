package org.menura.generate.session;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.sample.LogProbs;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.TokenRules;

/** A generator that continues sequences token by token and streams the text. */
public final class Generator {
    /** The value of {@link Options#logProbs} for no report of log-probabilities. */
    public static final int NO_LOG_PROBS = -1;

    /** The reason why a generation ended. */
    public enum Reason {
        /** Ended by an end-of-sequence token or a stop string. */
        STOP,
        /** Ended after as many tokens as were asked for. */
        LENGTH,
        /** Ended as the model's context is full. */
        CONTEXT,
        /** Ended by the caller. */
        CANCELLED
    }

    /** Ends a text where its model does not, once for each text. */
    @FunctionalInterface
    public interface Ending {
        /**
         * Returns how much of the text counts if it ends here; -1 if it goes on.
         *
         * @param text what was said so far; what was said before this token is the same as at the last call
         */
        int at(CharSequence text);
    }

    /**
     * The options of a generation.
     *
     * @param maxTokens most tokens to generate; -1 for no limit
     * @param endIds end-of-sequence tokens; empty to go on whatever comes
     * @param stops stop strings, which end the text; they are not part of it
     * @param logProbs number of alternatives to report the log-probabilities of for each token; negative for no report
     * @param silent tokens that are no part of the text
     * @param rules the model's rules about its next token
     * @param ending makes what ends a text besides, at the start of each; null for nothing
     */
    public record Options(
            int maxTokens,
            Set<Integer> endIds,
            List<String> stops,
            int logProbs,
            Set<Integer> silent,
            TokenRules rules,
            @Nullable Supplier<Ending> ending) {
        public Options {
            if (maxTokens < -1) {
                throw new IllegalArgumentException(
                        "maxTokens must be at least 0, or -1 for no limit, not " + maxTokens);
            }
            maxTokens = maxTokens == -1 ? Integer.MAX_VALUE : maxTokens;
            endIds = Set.copyOf(endIds);
            stops = List.copyOf(stops);
            silent = Set.copyOf(silent);
        }

        /** Creates options for which all tokens but the special ones are text. */
        public Options(int maxTokens, Set<Integer> endIds, List<String> stops, int logProbs) {
            this(maxTokens, endIds, stops, logProbs, Set.of(), TokenRules.NONE, null);
        }

        /** Returns a copy with tokens that are no part of the text. */
        public Options withSilent(Set<Integer> ids) {
            return new Options(maxTokens, endIds, stops, logProbs, ids, rules, ending);
        }

        /** Returns a copy with rules about the next token. */
        public Options withRules(TokenRules other) {
            return new Options(maxTokens, endIds, stops, logProbs, silent, other, ending);
        }

        /** Returns a copy with what ends a text besides. */
        public Options withEnding(@Nullable Supplier<Ending> other) {
            return new Options(maxTokens, endIds, stops, logProbs, silent, rules, other);
        }
    }

    /**
     * The result of a generation: text, tokens, log-probabilities and times.
     *
     * @param tokens the ids, the ending one included
     * @param logProbs log-probabilities of each token, if asked for
     * @param promptLogProbs log-probabilities of each token of the prompt but the first, if asked for
     * @param stop the stop string that ended the text; null if none did
     * @param cachedTokens how many tokens of the prompt were in the prefix cache
     * @param queueNanos nanoseconds until the prompt began to be read
     * @param promptNanos nanoseconds from then until the first token
     * @param tokenNanos nanoseconds for the tokens after the first
     */
    public record Result(
            String text,
            List<Integer> tokens,
            List<LogProbs> logProbs,
            List<LogProbs> promptLogProbs,
            Reason reason,
            @Nullable String stop,
            int promptTokens,
            int cachedTokens,
            long queueNanos,
            long promptNanos,
            long tokenNanos) {
        /** Returns a copy whose token time is less by what something else than the model took. */
        public Result withoutPause(long nanos) {
            return new Result(
                    text,
                    tokens,
                    logProbs,
                    promptLogProbs,
                    reason,
                    stop,
                    promptTokens,
                    cachedTokens,
                    queueNanos,
                    promptNanos,
                    Math.max(1, tokenNanos - nanos));
        }

        /** Returns the nanoseconds from the request to the first token, those in the queue included. */
        public long firstTokenNanos() {
            return queueNanos + promptNanos;
        }

        /** Returns the prefill rate: tokens of the prompt per second. */
        public double promptRate() {
            return promptTokens / (promptNanos / 1e9);
        }

        /** Returns the decode rate: tokens after the first per second; 0 if there are none. */
        public double tokenRate() {
            return tokens.size() < 2 ? 0 : (tokens.size() - 1) / (tokenNanos / 1e9);
        }
    }

    private final Tokenizer tokenizer;

    public Generator(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** Feeds a prompt of tokens to a sequence and continues it. */
    public Result generate(
            TokenSequence sequence,
            int[] prompt,
            Sampler sampler,
            Options options,
            @Nullable Consumer<String> listener) {
        return generate(sequence, Prompt.of(prompt), sampler, options, listener);
    }

    /**
     * Feeds a prompt to a sequence and continues it.
     *
     * @param prompt may be without ids, to go on where the sequence stands
     * @param sampler accepts the prompt and each token
     * @param listener gets the text in pieces that never end inside a character or a stop string; null for none
     */
    public Result generate(
            TokenSequence sequence,
            Prompt prompt,
            Sampler sampler,
            Options options,
            @Nullable Consumer<String> listener) {
        return generate(sequence, prompt, sampler, options, null, listener);
    }

    /**
     * Feeds a prompt to a sequence and continues it by a text that follows a constraint; see {@link #generate(TokenSequence,
     * Prompt, Sampler, Options, Consumer)}.
     *
     * @param constraint at the start of the text, which it follows from then on; null for none
     */
    public Result generate(
            TokenSequence sequence,
            Prompt prompt,
            Sampler sampler,
            Options options,
            @Nullable Constraint constraint,
            @Nullable Consumer<String> listener) {
        int[] ids = prompt.ids();
        Generation generation = new Generation(
                tokenizer, sequence.tokens(), ids, sampler, options, constraint, Generation.texts(listener));
        generation.readBy(sequence.source());
        generation.begin(0);
        float[] logits = ids.length == 0 ? sequence.logits() : sequence.feed(prompt);
        while (generation.advance(logits, sequence.contextLength() - sequence.length())) {
            if (Thread.currentThread().isInterrupted()) {
                return generation.cancel();
            }
            logits = sequence.feed(generation.fresh());
        }
        return generation.result();
    }

    /**
     * Feeds a sequence the last token of a generation, which nothing has followed yet, unless that token or a stop
     * string ended the text or the context is full. Then the sequence can go on, or be saved to do so.
     */
    public static void settle(TokenSequence sequence, Result result) {
        boolean open = result.reason == Reason.LENGTH || result.reason == Reason.CANCELLED;
        if (open && !result.tokens.isEmpty() && sequence.length() < sequence.contextLength()) {
            sequence.feed(result.tokens.getLast());
        }
    }
}
