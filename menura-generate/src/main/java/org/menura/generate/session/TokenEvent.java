package org.menura.generate.session;

import java.util.List;

/**
 * A token of a text that is being generated, as a listener gets it.
 *
 * <p>The texts of all events together are the text of the result. A token's own text may come with a later event: while a
 * character is unfinished, or where a stop string may have begun. A text that is stopped from outside ends with an event
 * whose id is {@link #NONE}, if there is text left to say.
 *
 * @param id the token, or {@link #NONE}
 * @param bytes the bytes that the token stands for inside a text; none for a special token. Not to be changed
 * @param logProb its natural log-probability; NaN where none were asked for
 * @param top the most likely tokens in its place, the likeliest first, as many as were asked for
 * @param text the text that may be shown now; possibly empty
 * @param isEnd whether it is the end-of-sequence token that ended the text
 */
public record TokenEvent(int id, byte[] bytes, double logProb, List<Alternative> top, String text, boolean isEnd) {
    /** The id of an event without a token. */
    public static final int NONE = -1;

    /**
     * A token that might have stood in a place.
     *
     * @param bytes the bytes that it stands for; none for a special token. Not to be changed
     * @param logProb its natural log-probability
     */
    public record Alternative(int id, byte[] bytes, double logProb) {}

    /** Copies the list. */
    public TokenEvent {
        top = List.copyOf(top);
    }

    /** Returns whether the event has a token. */
    public boolean isToken() {
        return id != NONE;
    }
}
