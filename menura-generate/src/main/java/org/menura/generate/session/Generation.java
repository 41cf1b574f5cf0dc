package org.menura.generate.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.StreamDecoder;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.sample.LogProbs;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.StopStrings;
import org.menura.generate.session.Generator.Options;
import org.menura.generate.session.Generator.Reason;
import org.menura.generate.session.Generator.Result;
import org.menura.tensor.annotation.Internal;

/**
 * A text that is being generated: all but the model. Whoever runs the model gives it logits and gets tokens, until the
 * text ends.
 */
@Internal
public final class Generation {
    private final int[] prompt;
    private final Sampler sampler;
    private final Options options;
    private final @Nullable Consumer<String> listener;
    private final StreamDecoder decoder;
    private final StopStrings stops;
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> tokens = new ArrayList<>();
    private final List<LogProbs> logProbs = new ArrayList<>();
    private final long start = System.nanoTime();
    private long first;
    private @Nullable Result result;

    /**
     * Creates a generation at the start of its text; time runs from now on.
     *
     * @param before token ids that stand before the prompt
     * @param prompt token ids that the model is to read first; may be none
     * @param sampler accepts the prompt and each token
     * @param listener gets the text in pieces that never end inside a character or a stop string; null for none
     */
    public Generation(
            Tokenizer tokenizer,
            int[] before,
            int[] prompt,
            Sampler sampler,
            Options options,
            @Nullable Consumer<String> listener) {
        this.prompt = prompt;
        this.sampler = sampler;
        this.options = options;
        this.listener = listener;
        this.decoder = tokenizer.stream(true, concat(before, prompt));
        this.stops = new StopStrings(options.stops());
    }

    private static int[] concat(int[] a, int[] b) {
        int[] out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    /**
     * Picks the next token.
     *
     * @param logits of what follows the last token, or the prompt
     * @param room how many tokens the model's context still takes
     * @return whether the text goes on after {@link #last}
     */
    public boolean advance(float[] logits, int room) {
        if (first == 0) {
            sampler.accept(prompt);
            first = System.nanoTime();
        }
        Reason end = tokens.size() < options.maxTokens() ? next(logits, room) : Reason.LENGTH;
        if (end != null) {
            end(end);
        }
        return end == null;
    }

    private @Nullable Reason next(float[] logits, int room) {
        int token = sampler.sample(logits);
        sampler.accept(token);
        tokens.add(token);
        if (options.logProbs() >= 0) {
            logProbs.add(LogProbs.of(logits, token, options.logProbs()));
        }
        if (options.endIds().contains(token)) {
            return Reason.STOP;
        }
        if (!options.silent().contains(token)) {
            emit(stops.push(decoder.add(token)));
        }
        if (stops.isStopped()) {
            return Reason.STOP;
        }
        if (Thread.currentThread().isInterrupted()) {
            return Reason.CANCELLED;
        }
        if (tokens.size() == options.maxTokens()) {
            return Reason.LENGTH;
        }
        return room == 0 ? Reason.CONTEXT : null;
    }

    private void emit(String piece) {
        text.append(piece);
        if (listener != null && !piece.isEmpty()) {
            listener.accept(piece);
        }
    }

    private void end(Reason reason) {
        if (!stops.isStopped()) {
            emit(stops.push(decoder.flush()));
            emit(stops.flush());
        }
        long now = System.nanoTime();
        result = new Result(text.toString(), tokens, logProbs, reason, prompt.length, first - start, now - first);
    }

    /** Ends the text where it stands, as {@link Reason#CANCELLED}. */
    public Result cancel() {
        if (first == 0) {
            first = System.nanoTime();
        }
        end(Reason.CANCELLED);
        return result();
    }

    /** Returns the token that was picked last. */
    public int last() {
        return tokens.getLast();
    }

    /**
     * Returns the result of the generation.
     *
     * @throws IllegalStateException if the text has not ended
     */
    public Result result() {
        if (result == null) {
            throw new IllegalStateException("the text has not ended yet");
        }
        return result;
    }
}
