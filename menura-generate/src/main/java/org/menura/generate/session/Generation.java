package org.menura.generate.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.StreamDecoder;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.sample.LogProbs;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.StopStrings;
import org.menura.generate.sample.TokenRules;
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
    private static final byte[] NO_BYTES = {};

    private final Tokenizer tokenizer;
    private final int[] before;
    private final int[] prompt;
    private final Sampler sampler;
    private final Options options;
    private final @Nullable Constraint constraint;
    private final @Nullable Consumer<TokenEvent> events;
    private final Generator.@Nullable Ending ending;
    private final StreamDecoder decoder;
    private final StopStrings stops;
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> tokens = new ArrayList<>();
    private final List<LogProbs> logProbs = new ArrayList<>();
    private final List<LogProbs> promptLogProbs = new ArrayList<>();
    /** Tokens that there is no choice about, in line: all are said at once, or one by one where each has its own logits. */
    private final Deque<Integer> forced = new ArrayDeque<>();

    private final long start = System.nanoTime();
    private long begun;
    private long first;
    private int[] source;
    private int cached;
    private int fresh;
    private @Nullable Result result;

    /**
     * Creates a generation at the start of its text; time runs from now on.
     *
     * @param before token ids that stand before the prompt
     * @param prompt token ids that the model is to read first; may be none
     * @param sampler accepts the prompt and each token
     * @param constraint what the text must follow; null for none
     * @param events gets each token, with text that never ends inside a character or a stop string; null for none
     */
    public Generation(
            Tokenizer tokenizer,
            int[] before,
            int[] prompt,
            Sampler sampler,
            Options options,
            @Nullable Constraint constraint,
            @Nullable Consumer<TokenEvent> events) {
        this.tokenizer = tokenizer;
        this.before = concat(before, prompt);
        this.source = this.before;
        this.prompt = prompt;
        this.sampler = sampler;
        this.options = options;
        this.constraint = constraint;
        this.events = events;
        this.decoder = tokenizer.stream(true, this.before);
        this.stops = new StopStrings(options.stops());
        this.ending = options.ending() == null ? null : options.ending().get();
    }

    private static int[] concat(int[] a, int[] b) {
        int[] out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    /** Returns a listener of events that hands texts on, but for empty ones; null for null. */
    public static @Nullable Consumer<TokenEvent> texts(@Nullable Consumer<String> listener) {
        if (listener == null) {
            return null;
        }
        return event -> {
            if (!event.text().isEmpty()) {
                listener.accept(event.text());
            }
        };
    }

    /** Says what an encoder has read for this text; null if none has. */
    void readBy(int @Nullable [] encoder) {
        source = encoder == null ? before : encoder;
    }

    /** Says that the prompt begins to be read now, of which so many tokens need no reading; for the first time, once. */
    public void begin(int cachedTokens) {
        if (begun == 0) {
            begun = System.nanoTime();
            cached = cachedTokens;
        }
    }

    /** Adds the log-probabilities of the next token of the prompt. */
    public void addPrompt(LogProbs next) {
        promptLogProbs.add(next);
    }

    /**
     * Picks the next token, and adds those behind it that a constraint leaves no choice about.
     *
     * @param logits of what follows the last token, or the prompt
     * @param room how many tokens the model's context still takes
     * @return whether the text goes on after {@link #fresh}
     */
    public boolean advance(float[] logits, int room) {
        if (first == 0) {
            begin(0);
            sampler.accept(prompt);
            first = System.nanoTime();
        }
        if (tokens.size() >= options.maxTokens()) {
            end(Reason.LENGTH);
            return false;
        }
        int known = known();
        int token = known == Sampler.NO_TOKEN ? sampled(logits) : known;
        if (token == Sampler.NO_TOKEN) {
            end(Reason.STOP);
            return false;
        }
        LogProbs probs = options.logProbs() < 0 ? null : LogProbs.of(logits, token, options.logProbs());
        Reason reason = say(token, probs, room);
        fresh = 1;
        if (reason == null && constraint != null && known == Sampler.NO_TOKEN) {
            for (int id : ForcedTokens.of(constraint, tokenizer)) {
                forced.add(id);
            }
        }
        while (probs == null && reason == null && !forced.isEmpty()) {
            int next = known();
            if (next != Sampler.NO_TOKEN) {
                reason = say(next, null, room - fresh);
                fresh++;
            }
        }
        if (reason != null) {
            finish(reason);
        } else if (constraint != null && sampler.asksForAll()) {
            constraint.prepare();
        }
        return reason == null;
    }

    /** Takes the next of the forced tokens; where it can't follow, none of them is left. */
    private int known() {
        Integer next = forced.poll();
        if (next == null || constraint == null || options.endIds().contains(next) || !constraint.allows(next)) {
            forced.clear();
            return Sampler.NO_TOKEN;
        }
        return next;
    }

    private int sampled(float[] logits) {
        float[] ruled = options.rules().isEmpty() ? logits : options.rules().applied(logits, place());
        return constraint == null ? sampler.sample(ruled) : sampler.sample(ruled, constraint, options.endIds());
    }

    private TokenRules.Place place() {
        int[] all = concat(before, tokens.stream().mapToInt(Integer::intValue).toArray());
        return new TokenRules.Place(source, all, tokens.size(), options.maxTokens(), options.endIds());
    }

    /** Goes on with a token. Returns why the text ends; null if it does not. */
    private @Nullable Reason say(int token, @Nullable LogProbs probs, int room) {
        sampler.accept(token);
        tokens.add(token);
        if (probs != null) {
            logProbs.add(probs);
        }
        boolean isEnd = options.endIds().contains(token);
        if (constraint != null && !isEnd) {
            constraint.accept(token);
        }
        String piece = isEnd || options.silent().contains(token) ? "" : stops.push(decoder.add(token));
        Reason reason = isEnd || stops.isStopped() ? Reason.STOP : full(room);
        if (reason != null) {
            piece += rest();
        }
        text.append(piece);
        int most = ending == null ? -1 : ending.at(text);
        if (most >= 0) {
            reason = reason == null ? Reason.LENGTH : reason;
            piece = piece.substring(0, Math.max(0, piece.length() - (text.length() - most)));
            text.setLength(most);
        }
        if (events != null) {
            events.accept(event(token, probs, piece, isEnd));
        }
        return reason;
    }

    private @Nullable Reason full(int room) {
        if (tokens.size() == options.maxTokens()) {
            return Reason.LENGTH;
        }
        return room == 0 ? Reason.CONTEXT : null;
    }

    private TokenEvent event(int token, @Nullable LogProbs probs, String piece, boolean isEnd) {
        if (probs == null) {
            return new TokenEvent(token, tokenizer.bytes(token), Double.NaN, List.of(), piece, isEnd);
        }
        List<TokenEvent.Alternative> top = new ArrayList<>(probs.top().size());
        for (LogProbs.Entry e : probs.top()) {
            top.add(new TokenEvent.Alternative(e.token(), tokenizer.bytes(e.token()), e.logProb()));
        }
        return new TokenEvent(token, tokenizer.bytes(token), probs.chosen().logProb(), top, piece, isEnd);
    }

    /** What was held back and can be said when the text ends. */
    private String rest() {
        return stops.isStopped() ? "" : stops.push(decoder.flush()) + stops.flush();
    }

    private void end(Reason reason) {
        String piece = rest();
        text.append(piece);
        if (events != null && !piece.isEmpty()) {
            events.accept(new TokenEvent(TokenEvent.NONE, NO_BYTES, Double.NaN, List.of(), piece, false));
        }
        finish(reason);
    }

    private void finish(Reason reason) {
        long now = System.nanoTime();
        result = new Result(
                text.toString(),
                List.copyOf(tokens),
                List.copyOf(logProbs),
                List.copyOf(promptLogProbs),
                reason,
                stops.matched(),
                prompt.length,
                cached,
                begun - start,
                first - begun,
                now - first);
    }

    /** Ends the text where it stands, as {@link Reason#CANCELLED}. */
    public Result cancel() {
        begin(0);
        if (first == 0) {
            first = System.nanoTime();
        }
        end(Reason.CANCELLED);
        return result();
    }

    /** Returns how many tokens of the prompt needed no reading. */
    public int cachedTokens() {
        return cached;
    }

    /** Returns the number of tokens that were picked so far. */
    public int count() {
        return tokens.size();
    }

    /** Returns the token that was picked last. */
    public int last() {
        return tokens.getLast();
    }

    /** Returns the tokens that the last {@link #advance} has added, which the model is to read next. */
    public int[] fresh() {
        int[] out = new int[fresh];
        for (int i = 0; i < fresh; i++) {
            out[i] = tokens.get(tokens.size() - fresh + i);
        }
        return out;
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
