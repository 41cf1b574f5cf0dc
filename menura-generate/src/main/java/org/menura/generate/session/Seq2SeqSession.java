package org.menura.generate.session;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.generate.sample.BeamParams;
import org.menura.generate.sample.BeamSearch;
import org.menura.generate.sample.Hypothesis;
import org.menura.model.EncoderDecoder;
import org.menura.model.ForwardBatch;
import org.menura.model.SequenceState;
import org.menura.tensor.Backend;

/** The output sequence of an encoder–decoder for a source text. Starts with the model's start token fed. */
public final class Seq2SeqSession implements TokenSequence {
    private final EncoderDecoder model;
    private final EncoderDecoder.Memory memory;
    private final int[] source;
    private final int start;
    private final SequenceState state;
    private int[] tokens = new int[64];
    private int length;
    private float @Nullable [] logits;

    /**
     * Encodes a source text.
     *
     * @param source token ids of the source text, at least one
     * @throws IllegalArgumentException if there is none, or an id that the model does not have
     */
    public Seq2SeqSession(EncoderDecoder model, int[] source) {
        this(model, source, model.startId());
    }

    /**
     * Encodes a source text.
     *
     * @param source token ids of the source text, at least one
     * @param start the token that the output begins with
     * @throws IllegalArgumentException if there is none, or an id that the model does not have
     */
    public Seq2SeqSession(EncoderDecoder model, int[] source, int start) {
        if (source.length == 0) {
            throw new IllegalArgumentException("there must be at least one token to read");
        }
        this.model = model;
        check(source);
        ForwardBatch reading = ForwardBatch.whole(source);
        this.memory = model.remember(model.encode(reading), reading.segments());
        this.state = model.newState();
        this.source = source.clone();
        this.start = start;
        feed(start);
    }

    @Override
    public int[] source() {
        return source.clone();
    }

    @Override
    public int[] tokens() {
        return Arrays.copyOf(tokens, length);
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int contextLength() {
        return Integer.MAX_VALUE;
    }

    @Override
    public float[] logits() {
        if (logits == null) {
            throw new IllegalStateException("nothing was fed");
        }
        return logits;
    }

    @Override
    public float[] feed(int... next) {
        if (next.length == 0) {
            throw new IllegalArgumentException("there must be at least one token to continue from");
        }
        check(next);
        if (length + next.length > tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(2 * tokens.length, length + next.length));
        }
        System.arraycopy(next, 0, tokens, length, next.length);
        length += next.length;
        float[] all = decode(next, state);
        logits = Arrays.copyOfRange(all, all.length - model.vocabulary(), all.length);
        return logits;
    }

    /** Returns the hypotheses of beam search for the source text, the best first; this session stays as it is. */
    public List<Hypothesis> search(BeamParams params) {
        return new BeamSearch(params)
                .search(new MemoryBeams(model, memory), model.newState(), new int[] {start}, source);
    }

    /** Logits after each token, [tokens · vocabulary]. */
    private float[] decode(int[] next, SequenceState at) {
        try (Backend.Scope _ = model.ops().scope()) {
            return model.decode(ForwardBatch.next(List.of(next), List.of(at)), memory)
                    .toFloats();
        }
    }

    private void check(int[] ids) {
        for (int id : ids) {
            if (id < 0 || id >= model.vocabulary()) {
                throw new IllegalArgumentException(
                        "token id %d is not among the model's %d".formatted(id, model.vocabulary()));
            }
        }
    }
}
