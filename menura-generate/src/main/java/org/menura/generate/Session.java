package org.menura.generate;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.model.CausalModel;
import org.menura.model.SequenceState;
import org.menura.model.Step;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * A sequence that a model is working on: its tokens and what the model remembers of them. A session can be forked, and
 * saved and resumed with {@link SessionFile}. Not thread-safe.
 */
public final class Session implements TokenSequence {
    /** Tokens of a prompt that pass through the model at once. */
    private static final int CHUNK = 512;

    private final CausalModel model;
    private SequenceState state;
    private int[] tokens = new int[64];
    private int length;
    private float @Nullable [] logits;

    /** An empty session. */
    public Session(CausalModel model) {
        this(model, model.newState(), new int[0], null);
    }

    /** A session that is under way; {@code logits} are null if and only if there are no tokens. */
    Session(CausalModel model, SequenceState state, int[] tokens, float @Nullable [] logits) {
        this.model = model;
        this.state = state;
        this.logits = logits;
        this.length = tokens.length;
        this.tokens = Arrays.copyOf(tokens, Math.max(64, length));
    }

    /** The model that works on this sequence. */
    public CausalModel model() {
        return model;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int contextLength() {
        return model.contextLength();
    }

    @Override
    public int[] tokens() {
        return Arrays.copyOf(tokens, length);
    }

    @Override
    public float[] logits() {
        if (logits == null) {
            throw new IllegalArgumentException("there must be at least one token to continue from");
        }
        return logits;
    }

    SequenceState state() {
        return state;
    }

    @Override
    public float[] feed(int... next) {
        if (next.length == 0) {
            throw new IllegalArgumentException("there must be at least one token to continue from");
        }
        for (int id : next) {
            if (id < 0 || id >= model.vocabulary()) {
                throw new IllegalArgumentException(
                        "token id %d is not among the model's %d".formatted(id, model.vocabulary()));
            }
        }
        int newLength = length + next.length;
        if (newLength > model.contextLength()) {
            throw new ContextOverflowException(newLength, model.contextLength());
        }
        append(next);
        if (!model.continues(newLength - next.length, newLength)) {
            // What earlier tokens left in the state would be different at the new length: compute all anew, at once.
            state = model.newState();
            return run(0, newLength);
        }
        int from = newLength - next.length;
        while (from + CHUNK < newLength) {
            run(from, from + CHUNK);
            from += CHUNK;
        }
        return run(from, newLength);
    }

    /** An independent continuation of the same sequence. */
    public Session fork() {
        return new Session(model, state.copy(), tokens(), logits);
    }

    private float[] run(int from, int to) {
        Step step = Step.next(List.of(Arrays.copyOfRange(tokens, from, to)), List.of(state))
                .withOutputs(to - from - 1);
        try (Backend.Scope _ = model.ops().scope()) {
            Tensor last = model.forward(step); // [1, vocabulary]
            float[] values = last.toFloats();
            logits = values;
            return values;
        }
    }

    private void append(int[] next) {
        if (length + next.length > tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(2 * tokens.length, length + next.length));
        }
        System.arraycopy(next, 0, tokens, length, next.length);
        length += next.length;
    }
}
