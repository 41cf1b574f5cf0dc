package org.menura.generate.audio;

import java.util.Arrays;

/**
 * The rules of Whisper's next token: not the tokens that it should never write, and timestamps only in pairs around
 * texts, rising, and wherever they are together more likely than any word (arXiv 2212.04356, section 3.8 and its
 * implementation's rules).
 */
final class TimestampRules {
    private static final float NEVER = Float.NEGATIVE_INFINITY;

    private final SpeechTokens tokens;
    private final boolean timed;

    /** Creates the rules; where no times are wanted the model is told so, but not kept from writing some. */
    TimestampRules(SpeechTokens tokens, boolean timed) {
        this.tokens = tokens;
        this.timed = timed && tokens.hasTimestamps();
    }

    /**
     * Makes impossible what must not come next.
     *
     * @param logits of the next token, changed
     * @param written what was written so far, without what the decoder was given
     * @param count how many of them
     */
    void apply(float[] logits, int[] written, int count) {
        for (int id : tokens.suppressed()) {
            logits[id] = NEVER;
        }
        if (count == 0) {
            for (int id : tokens.suppressedFirst()) {
                logits[id] = NEVER;
            }
        }
        if (!timed) {
            return;
        }
        if (tokens.noTimestamps() >= 0) {
            logits[tokens.noTimestamps()] = NEVER;
        }
        int first = tokens.firstTimestamp();
        pairs(logits, written, count, first);
        if (count == 0) {
            Arrays.fill(logits, 0, first, NEVER);
            int latest = Math.min(logits.length, first + tokens.maxFirst() + 1);
            Arrays.fill(logits, latest, logits.length, NEVER);
        }
        if (timesOutweighWords(logits, first)) {
            Arrays.fill(logits, 0, first, NEVER);
        }
    }

    /** Whether a token says when a text begins or ends. */
    boolean isTime(int id) {
        return timed && tokens.isTimestamp(id);
    }

    private void pairs(float[] logits, int[] written, int count, int first) {
        boolean afterTime = count > 0 && tokens.isTimestamp(written[count - 1]);
        boolean ended = isTextEnded(written, count);
        if (ended) {
            Arrays.fill(logits, 0, tokens.end(), NEVER); // the end, or where the next text begins
        } else if (afterTime) {
            Arrays.fill(logits, first, logits.length, NEVER);
        }
        int last = -1;
        for (int i = 0; i < count; i++) {
            last = tokens.isTimestamp(written[i]) ? written[i] : last;
        }
        if (last >= 0) {
            // No text takes no time: only the second time of a pair may repeat the first.
            int earliest = ended ? last : last + 1;
            Arrays.fill(logits, first, Math.min(logits.length, earliest), NEVER);
        }
    }

    /** Whether a text has just ended: the time at which it does stands behind it, and nothing yet behind that. */
    boolean isTextEnded(int[] written, int count) {
        return count > 1 && tokens.isTimestamp(written[count - 1]) && !tokens.isTimestamp(written[count - 2]);
    }

    /** Whether all times together are more likely than the likeliest word. */
    private static boolean timesOutweighWords(float[] logits, int first) {
        float word = NEVER;
        for (int i = 0; i < first; i++) {
            word = Math.max(word, logits[i]);
        }
        float time = NEVER;
        for (int i = first; i < logits.length; i++) {
            time = Math.max(time, logits[i]);
        }
        if (time == NEVER) {
            return false;
        }
        double sum = 0;
        for (int i = first; i < logits.length; i++) {
            sum += Math.exp(logits[i] - time);
        }
        return time + Math.log(sum) > word;
    }
}
