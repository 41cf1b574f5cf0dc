package org.menura.generate.batch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.generate.session.Session;
import org.menura.generate.speculate.Drafter;

/**
 * The guesses of one text (speculative decoding, arXiv 2211.17192): they pass behind the token that was picked, and count
 * while they are what is picked next. As many are asked for as came true lately.
 */
final class Guesses {
    private static final int[] NONE = {};

    private final Drafter drafter;
    private int width = 1;
    private int known;
    private int[] guesses = NONE;
    private Session.@Nullable Mark mark;

    Guesses(Drafter drafter) {
        this.drafter = drafter;
    }

    /**
     * Appends guesses to a session.
     *
     * @param most the most of them
     * @return how many there are
     */
    int append(Session session, int most) {
        drafter.accept(session.tokensFrom(known));
        known = session.length();
        int room = Math.min(most, session.contextLength() - session.length());
        int[] drafted = room <= 0 ? NONE : drafter.draft(Math.min(width, room));
        int count = 0;
        while (count < drafted.length
                && drafted[count] >= 0
                && drafted[count] < session.model().vocabulary()
                && session.model().continues(session.length(), session.length() + 1 + count)) {
            count++;
        }
        guesses = Arrays.copyOf(drafted, count);
        if (count > 0) {
            mark = session.mark();
            session.appendUnread(guesses);
        }
        return count;
    }

    /** Returns how many guesses the session ends with. */
    int count() {
        return guesses.length;
    }

    /** Returns whether tokens that were picked are the guess behind so many others. */
    boolean isTrue(int[] picked, int used) {
        return used < guesses.length && picked.length == 1 && picked[0] == guesses[used];
    }

    /** Takes a session back to the guesses that came true. */
    void settle(Session session, int used) {
        Session.Mark from = mark;
        if (guesses.length > 0 && from != null) {
            width = used == guesses.length ? Math.min(2 * width, Batch.Limits.MOST_GUESSES) : used + 1;
            session.rewind(from, session.length() - guesses.length + used);
            known += used;
            drafter.accept(Arrays.copyOf(guesses, used));
        }
        guesses = NONE;
        mark = null;
    }
}
