package org.menura.generate.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.generate.sample.BeamParams;
import org.menura.generate.sample.BeamSearch;
import org.menura.generate.sample.Hypothesis;
import org.menura.model.CausalModel;
import org.menura.model.InputEmbeds;
import org.menura.model.SequenceState;
import org.menura.model.adapter.AdaptedModel;
import org.menura.tensor.dtype.DType;

/**
 * A sequence of tokens with its KV cache or recurrent state, which a model continues. A session can be forked, taken
 * back to a mark, and saved and resumed with {@link SessionFile}. Not thread-safe itself, but sessions of one model may
 * be used by different threads: passes through the model wait for each other.
 */
public final class Session implements TokenSequence {
    /** The most tokens of a prompt in one forward pass of the prefill. */
    public static final int CHUNK = 512;

    private final CausalModel model;
    /** May have seen less than {@link #length} tokens; those that it lacks pass with the next ones. */
    private SequenceState state;

    private int[] tokens;
    private int length;
    private int contextLength;
    private float @Nullable [] logits;
    /** The final norm's output that the logits were made of; null where only logits are known. */
    private float @Nullable [] hidden;
    /** Rows that are no tokens, by their places in the whole sequence. */
    private List<InputEmbeds> embeds = List.of();
    /** How many of the first rows see each other, if they pass together. */
    private int prefix;

    /** Creates an empty session whose KV cache is F32. */
    public Session(CausalModel model) {
        this(model, DType.F32);
    }

    /**
     * Creates an empty session.
     *
     * @param cacheType type that the KV cache stores keys and values in: F32, F16 or Q8_0
     */
    public Session(CausalModel model, DType cacheType) {
        this(model, model.newState(cacheType), new int[0], null);
    }

    /** Creates a session that is under way. */
    Session(CausalModel model, SequenceState state, int[] tokens, float @Nullable [] logits) {
        this.model = model;
        this.contextLength = model.contextLength();
        this.state = state;
        this.logits = logits;
        this.length = tokens.length;
        this.tokens = Arrays.copyOf(tokens, Math.max(64, length));
    }

    /** Returns the model of this session. */
    public CausalModel model() {
        return model;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int contextLength() {
        return contextLength;
    }

    /**
     * Limits the context to fewer tokens than the model's.
     *
     * @param most the most tokens of the sequence
     * @throws IllegalArgumentException if the model was not made for so many, or the sequence has more already
     */
    public void limitContext(int most) {
        if (most < Math.max(1, length) || most > model.contextLength()) {
            throw new IllegalArgumentException("the context must be %d to %d tokens, not %d"
                    .formatted(Math.max(1, length), model.contextLength(), most));
        }
        contextLength = most;
    }

    @Override
    public int[] tokens() {
        return Arrays.copyOf(tokens, length);
    }

    /** Returns a copy of the tokens from a place on. */
    public int[] tokensFrom(int first) {
        return Arrays.copyOfRange(tokens, first, length);
    }

    @Override
    public float[] logits() {
        if (logits != null) {
            return logits;
        }
        if (length == 0) {
            throw nothingYet();
        }
        if (unseen() == 0) {
            shorten(length - 1, null);
        }
        return catchUp();
    }

    /**
     * Returns the hidden state of the last token after the model's final norm, [hidden]; not to be changed.
     *
     * @throws IllegalArgumentException if there are no tokens yet
     */
    public float[] hidden() {
        if (hidden == null) {
            logits = null;
            logits();
        }
        return Objects.requireNonNull(hidden);
    }

    /** Returns the type that the KV cache stores keys and values in. */
    public DType cacheType() {
        return state.cacheType();
    }

    /** Returns the state of the sequence: its KV cache and recurrent states. */
    public SequenceState state() {
        if (unseen() > 0) {
            catchUp();
        }
        return state;
    }

    @Override
    public float[] feed(int... next) {
        check(next);
        append(next);
        return catchUp();
    }

    @Override
    public float[] feed(Prompt prompt) {
        append(prompt);
        return catchUp();
    }

    /**
     * Appends a prompt that does not pass through the model yet: {@link SessionPass#readAll} and {@link
     * SessionPass#readEach} let it, a part at a time, and {@link #feed} and {@link #logits} all that is left.
     *
     * @throws ContextOverflowException if there would be more tokens than {@link #contextLength}
     * @throws IllegalArgumentException if there are no tokens, or an id that the model does not have
     */
    public void append(Prompt prompt) {
        check(prompt.ids());
        if (!prompt.embeds().isEmpty()) {
            embeds = new ArrayList<>(embeds);
            addWithin(prompt.embeds(), 0, prompt.ids().length, length, embeds);
        }
        if (prompt.bidirectional() && length == 0) {
            prefix = prompt.ids().length;
        }
        append(prompt.ids());
        logits = null;
        hidden = null;
    }

    /** Appends tokens that do not pass yet; see {@link #append(Prompt)}. */
    public void appendUnread(int... next) {
        append(next);
        logits = null;
        hidden = null;
    }

    /**
     * Returns how many of the tokens that have not passed yet can pass next: at most {@code most}, but all of those that
     * must pass together, as each of them sees the others or their positions' meaning changes with the length.
     */
    public int nextPart(int most) {
        boolean together = prefix > 0 && state.length() == 0;
        boolean inParts = model.continues(state.length(), length);
        if (!inParts) {
            renew();
            return unseen();
        }
        return Math.min(unseen(), together ? Math.max(most, prefix) : most);
    }

    /** Keeps a row of a pass, if it is that of the last token. */
    void keepIfLast(SessionPass.Rows rows, int row) {
        if (unseen() == 0) {
            keep(rows, row);
        }
    }

    private static void addWithin(List<InputEmbeds> all, int from, int to, int first, List<InputEmbeds> out) {
        for (InputEmbeds some : all) {
            InputEmbeds within = some.within(from, to, first);
            if (within != null) {
                out.add(within);
            }
        }
    }

    /**
     * Appends tokens in one forward pass.
     *
     * @return logits of the token after each of them, [tokens][vocabulary]; not to be changed
     * @throws ContextOverflowException if there would be more tokens than {@link #contextLength}
     * @throws IllegalArgumentException if there are no tokens, or an id that the model does not have
     */
    public float[][] feedEach(int... next) {
        check(next);
        append(next);
        renew();
        int unseen = unseen();
        SessionPass.Rows rows = SessionPass.of(
                List.of(this),
                new int[] {length},
                IntStream.range(unseen - next.length, unseen).toArray(),
                PassKind.ofPrompt(unseen));
        keep(rows, next.length - 1);
        return rows.logits();
    }

    /**
     * Appends tokens to several sessions of one model in one forward pass, which reads each weight once for all of
     * them. They may be sessions of views of the model with different adapters.
     *
     * @param next tokens for each session, of any number
     * @return for each session the logits of the next token, [sessions][vocabulary]; not to be changed
     * @throws ContextOverflowException if a sequence would have more tokens than {@link #contextLength}
     * @throws IllegalArgumentException if there are no tokens for a session, an id that the model does not have, or sessions of different models; as
     *     with an overflow, no session is changed then
     */
    public static float[][] feedAll(List<Session> sessions, List<int[]> next) {
        if (sessions.size() != next.size()) {
            throw new IllegalArgumentException(
                    "%d lists of tokens for %d sessions".formatted(next.size(), sessions.size()));
        }
        for (int i = 0; i < sessions.size(); i++) {
            if (!AdaptedModel.baseOf(sessions.get(i).model).equals(AdaptedModel.baseOf(sessions.getFirst().model))) {
                throw new IllegalArgumentException("sessions of different models can't share a pass");
            }
            sessions.get(i).check(next.get(i));
        }
        int[] lastRows = new int[sessions.size()];
        int rows = 0;
        for (int i = 0; i < lastRows.length; i++) {
            Session session = sessions.get(i);
            session.append(next.get(i));
            session.renew();
            rows += session.unseen();
            lastRows[i] = rows - 1;
        }
        SessionPass.Rows all = SessionPass.of(
                sessions, sessions.stream().mapToInt(Session::length).toArray(), lastRows, PassKind.ANY);
        for (int i = 0; i < lastRows.length; i++) {
            sessions.get(i).keep(all, i);
        }
        return all.logits();
    }

    /**
     * Returns the hypotheses of beam search for what follows, the best first; this session stays as it is. They have no more
     * tokens than the context has room for.
     *
     * @throws ContextOverflowException if there is no room
     * @throws IllegalArgumentException if there are no tokens yet, or the model's logits are broken
     */
    public List<Hypothesis> search(BeamParams params) {
        int room = contextLength - length;
        if (room < 1) {
            throw new ContextOverflowException(length + 1, contextLength);
        }
        logits();
        BeamParams bounded = params.withMaxNewTokens(Math.min(params.maxNewTokens(), room));
        return new BeamSearch(bounded).search(new SessionBeams(), fork(), tokens());
    }

    /** Returns an independent copy of this session, which continues the same sequence. */
    public Session fork() {
        Session fork = new Session(model, state.copy(), tokens(), logits);
        fork.embeds = embeds;
        fork.prefix = prefix;
        fork.hidden = hidden;
        fork.contextLength = contextLength;
        return fork;
    }

    /**
     * Returns an independent copy of this session's first tokens, without their logits.
     *
     * @param count at most {@link #length}, and less only if the state keeps all of its past
     * @throws IllegalArgumentException if the state can't be taken back so far
     */
    public Session fork(int count) {
        SequenceState copy = state.copy();
        copy.truncate(count);
        Session fork = new Session(model, copy, Arrays.copyOf(tokens, count), null);
        fork.embeds = new ArrayList<>();
        addWithin(embeds, 0, count, 0, fork.embeds);
        fork.prefix = Math.min(prefix, count);
        fork.contextLength = contextLength;
        return fork;
    }

    /** Returns whether {@link #fork(int)} can make a copy of so many tokens. */
    public boolean canFork(int count) {
        return state.canTruncate(count);
    }

    /** Returns whether the logits of the next token are there already. */
    public boolean hasLogits() {
        return logits != null;
    }

    /**
     * Takes over the state of a session whose tokens this one begins with, so that they need not pass again.
     *
     * @param other has read what this session begins with, and belongs to it from now on
     * @throws IllegalArgumentException if tokens have passed already, or the other session is longer
     */
    public void adopt(Session other) {
        if (state.length() > 0 || other.length > length) {
            throw new IllegalArgumentException("a session of %d tokens can't take over the state of another one of %d"
                    .formatted(length, other.length));
        }
        state = other.state;
        if (other.length == length) {
            logits = other.logits;
            hidden = other.hidden;
        }
    }

    /** Gives the state's memory back; all tokens pass anew with the next ones. */
    public void release() {
        state = model.newState(state.cacheType());
        logits = null;
        hidden = null;
    }

    /** A position to which a session can be rewound, once. */
    public static final class Mark {
        private final SequenceState state;
        private final @Nullable SequenceState copy;
        private final int length;
        private final float @Nullable [] logits;

        private Mark(Session session) {
            state = session.state;
            copy = state.parts().stream().allMatch(p -> p instanceof SequenceState.Keys) ? null : state.copy();
            length = session.length;
            logits = session.logits;
        }
    }

    /** Marks the present position. Costs a copy of recurrent states, and nothing for keys and values. */
    public Mark mark() {
        return new Mark(this);
    }

    /**
     * Rewinds the sequence to its first {@code newLength} tokens. What a recurrent state has seen since the mark passes
     * anew with the next tokens.
     *
     * @param mark a position at or before the new end
     * @throws IllegalArgumentException if the new end lies before the mark or behind the present end
     */
    public void rewind(Mark mark, int newLength) {
        if (newLength < mark.length || newLength > length) {
            throw new IllegalArgumentException("a session of %d tokens, marked at %d, can't be taken back to %d"
                    .formatted(length, mark.length, newLength));
        }
        if (newLength == length) {
            return;
        }
        length = newLength;
        List<InputEmbeds> left = new ArrayList<>();
        addWithin(embeds, 0, newLength, 0, left);
        embeds = left;
        prefix = Math.min(prefix, newLength);
        logits = newLength == mark.length ? mark.logits : null;
        hidden = null;
        if (state != mark.state) {
            state = model.newState(state.cacheType());
        } else if (state.length() > newLength) {
            shorten(newLength, mark.copy);
        }
    }

    private void shorten(int newLength, @Nullable SequenceState earlier) {
        if (state.canTruncate(newLength)) {
            state.truncate(newLength);
        } else {
            state = earlier == null ? model.newState(state.cacheType()) : earlier;
        }
    }

    /** Counts the tokens that a rewind has taken from the state, and that pass through the model with the next ones. */
    public int unseen() {
        return length - state.length();
    }

    /**
     * Checks that tokens can be fed.
     *
     * @throws ContextOverflowException if there would be more tokens than {@link #contextLength}
     * @throws IllegalArgumentException if there are no tokens, or an id that the model does not have
     */
    public void check(int... next) {
        if (next.length == 0) {
            throw nothingYet();
        }
        for (int id : next) {
            if (id < 0 || id >= model.vocabulary()) {
                throw new IllegalArgumentException(
                        "token id %d is not among the model's %d".formatted(id, model.vocabulary()));
            }
        }
        int newLength = Math.addExact(length, next.length);
        if (newLength > contextLength) {
            throw new ContextOverflowException(newLength, contextLength);
        }
    }

    private static IllegalArgumentException nothingYet() {
        return new IllegalArgumentException("there must be at least one token to continue from");
    }

    private void append(int[] next) {
        if (length + next.length > tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(2 * tokens.length, length + next.length));
        }
        System.arraycopy(next, 0, tokens, length, next.length);
        length += next.length;
    }

    /** Starts anew where what earlier tokens left in the state would be different at the present length. */
    private void renew() {
        if (!model.continues(state.length(), length)) {
            state = model.newState(state.cacheType());
        }
    }

    /**
     * Lets the state see all tokens; in pieces, unless it must see them all at the present length. An interrupt ends this
     * between two pieces, and the next call goes on there.
     */
    private float[] catchUp() {
        boolean inPieces = model.continues(state.length(), length);
        renew();
        boolean together = prefix > 0 && state.length() == 0;
        PassKind kind = PassKind.ofPrompt(unseen());
        while (inPieces && !together && unseen() > CHUNK) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted while the prompt was read");
            }
            SessionPass.Rows _ = SessionPass.of(List.of(this), new int[] {state.length() + CHUNK}, new int[0], kind);
        }
        SessionPass.Rows last = SessionPass.of(List.of(this), new int[] {length}, new int[] {unseen() - 1}, kind);
        keep(last, 0);
        return last.logits()[0];
    }

    private void keep(SessionPass.Rows rows, int row) {
        logits = rows.logits()[row];
        hidden = rows.hidden()[row];
    }

    /** What of a sequence passes through the model next: its tokens, and rows that are none. */
    int[] part(int end, int rowsBefore, List<InputEmbeds> out) {
        addWithin(embeds, state.length(), end, rowsBefore, out);
        return Arrays.copyOfRange(tokens, state.length(), end);
    }

    /** The state without what it has not seen yet. */
    SequenceState seen() {
        return state;
    }

    /** How many of the rows that pass next see each other. */
    int prefix() {
        return state.length() == 0 ? prefix : 0;
    }
}
