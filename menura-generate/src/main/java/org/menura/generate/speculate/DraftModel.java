package org.menura.generate.speculate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.sample.Argmax;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;

/**
 * A drafter that asks a smaller model with the same vocabulary for the most likely tokens (arXiv 2211.17192,
 * 2302.01318).
 */
public final class DraftModel implements Drafter {
    private final CausalModel model;
    private final Session session;
    private final float minP;
    /** Where the guesses of the session begin, and how many of its tokens are known to be right. */
    private Session.@Nullable Mark mark;

    private int right;
    private int[] guesses = {};
    private int rightGuesses;
    private int[] unread = new int[64];
    private int unreadCount;
    /** Whether the text holds what this model can't read. */
    private boolean lost;

    /**
     * Creates a drafter at the start of a text.
     *
     * @param minP probability below which a token ends the draft
     */
    public DraftModel(CausalModel model, float minP) {
        if (!(minP >= 0 && minP <= 1)) {
            throw new IllegalArgumentException("the least probability of a draft must be in 0 .. 1, not " + minP);
        }
        this.model = model;
        this.session = new Session(model);
        this.minP = minP;
    }

    /**
     * Checks that a draft model's vocabulary matches the target model's.
     *
     * @throws FormatException if an id is one token here and another one there
     */
    public static void checkVocabulary(Tokenizer draft, Tokenizer target) {
        for (int id = 0; id < Math.min(draft.size(), target.size()); id++) {
            if (!draft.token(id).equals(target.token(id))) {
                throw new FormatException(
                        "the draft model has another vocabulary: token %d is '%s' there, but '%s' in the model; take a"
                                        .formatted(id, draft.token(id), target.token(id))
                                + " smaller model of the same family");
            }
        }
    }

    @Override
    public void accept(int... tokens) {
        for (int token : tokens) {
            boolean guessed = unreadCount == 0 && right < session.length() && guesses[rightGuesses] == token;
            if (guessed) {
                right++;
                rightGuesses++;
            } else if (!lost) {
                note(token);
            }
        }
    }

    private void note(int token) {
        if (unreadCount == unread.length) {
            unread = Arrays.copyOf(unread, 2 * unreadCount);
        }
        unread[unreadCount++] = token;
    }

    @Override
    public int[] draft(int most) {
        int[] next = Arrays.copyOf(unread, unreadCount);
        lost |= right + next.length > session.contextLength()
                || Arrays.stream(next).anyMatch(id -> id >= model.vocabulary());
        if (lost) {
            return new int[0];
        }
        if (mark != null) {
            session.rewind(mark, right);
        }
        float[] logits = next.length == 0 ? session.logits() : session.feed(next);
        mark = session.mark();
        unreadCount = 0;
        right = session.length();
        rightGuesses = 0;
        guesses = new int[most];
        int count = 0;
        while (count < most) {
            int token = Argmax.of(logits);
            if (probability(logits, token) < minP) {
                break;
            }
            guesses[count++] = token;
            if (count < most) {
                if (session.length() == session.contextLength()) {
                    break;
                }
                logits = session.feed(token);
            }
        }
        return Arrays.copyOf(guesses, count);
    }

    private static double probability(float[] logits, int token) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - logits[token]);
        }
        return 1 / sum;
    }
}
