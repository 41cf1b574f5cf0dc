package org.menura.generate.speculate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.generate.session.Session;
import org.menura.generate.session.TokenSequence;

/**
 * A session that runs ahead: with each token, guesses of what follows pass through the model too, and as long as they
 * come true, the logits are there already (speculative decoding, arXiv 2211.17192 and 2302.01318). Each token is picked
 * from the model's own logits by whoever feeds this sequence, so the text is what it would be without guesses, with any
 * sampler.
 *
 * <p>One pass with several tokens takes little longer than with one, for it reads the weights once.
 */
public final class SpeculativeSequence implements TokenSequence {
    /**
     * The most tokens of a forward pass. Up to here a pass is about as long as with one token, and gives each the same
     * bytes as a pass of its own.
     */
    public static final int MOST_ROWS = 8;

    /**
     * The acceptance of drafted tokens.
     *
     * @param drafted number of drafted tokens
     * @param accepted number of accepted tokens
     */
    public record Score(int drafted, int accepted) {
        /** Returns the acceptance rate: accepted tokens per drafted one. */
        public double rate() {
            return drafted == 0 ? 0 : (double) accepted / drafted;
        }
    }

    private final Session session;
    private final Drafter drafter;
    private final int most;
    private int width;
    /** The tokens of the session that were fed; guesses follow. */
    private int length;

    private Session.@Nullable Mark mark;
    private int[] guesses = {};
    private float[][] rows = {};
    private int used;
    private int drafted;
    private int accepted;

    /**
     * Creates a sequence that goes on where a session stands.
     *
     * @param session belongs to this sequence from now on
     * @param drafter a drafter at the start of a text
     * @param most the most tokens to draft at a time, less than {@link #MOST_ROWS}
     */
    public SpeculativeSequence(Session session, Drafter drafter, int most) {
        if (most < 1 || most >= MOST_ROWS) {
            throw new IllegalArgumentException(
                    "between 1 and %d tokens can be drafted at a time, not %d".formatted(MOST_ROWS - 1, most));
        }
        this.session = session;
        this.drafter = drafter;
        this.most = most;
        this.width = most;
        this.length = session.length();
        drafter.accept(session.tokens());
    }

    @Override
    public int[] tokens() {
        return Arrays.copyOf(session.tokens(), length);
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int contextLength() {
        return session.contextLength();
    }

    @Override
    public float[] logits() {
        return session.length() == length ? session.logits() : rows[used];
    }

    @Override
    public float[] feed(int... next) {
        if (next.length == 1 && used < guesses.length && next[0] == guesses[used]) {
            drafter.accept(next);
            length++;
            accepted++;
            used++;
            return rows[used];
        }
        forgetGuesses();
        session.check(next);
        drafter.accept(next);
        float[] logits = next.length == 1 ? runAhead(next[0]) : session.feed(next);
        length += next.length;
        return logits;
    }

    private float[] runAhead(int token) {
        int room = Math.min(MOST_ROWS - session.unseen(), session.contextLength() - length) - 1;
        guesses = usable(drafter.draft(Math.max(0, Math.min(width, room))));
        if (guesses.length == 0) {
            return session.feed(token);
        }
        int[] tokens = new int[1 + guesses.length];
        tokens[0] = token;
        System.arraycopy(guesses, 0, tokens, 1, guesses.length);
        mark = session.mark();
        rows = session.feedEach(tokens);
        drafted += guesses.length;
        return rows[0];
    }

    /** As many of the guesses as the model can take in the same pass. */
    private int[] usable(int[] draft) {
        int count = 0;
        while (count < draft.length
                && draft[count] < session.model().vocabulary()
                && session.model().continues(length + 1, length + 2 + count)) {
            count++;
        }
        return Arrays.copyOf(draft, count);
    }

    /** Takes the session back to what was fed, and fits the next draft to how far this one was right. */
    private void forgetGuesses() {
        if (guesses.length > 0) {
            width = used == guesses.length ? Math.min(most, 2 * width) : used + 1;
            guesses = new int[0];
        }
        if (mark != null) {
            session.rewind(mark, length);
            mark = null;
        }
        used = 0;
    }

    /** Returns the session without drafted tokens; this sequence may go on afterwards. */
    public Session session() {
        forgetGuesses();
        return session;
    }

    /** Returns the acceptance of drafted tokens so far. */
    public Score score() {
        return new Score(drafted, accepted);
    }
}
