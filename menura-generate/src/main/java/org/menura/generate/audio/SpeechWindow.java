package org.menura.generate.audio;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A part of a sound that a model hears at a time.
 *
 * @param start number of its first sample
 * @param sound its samples
 * @param likely how likely speech is in each chunk that it has a part of
 * @param chunk samples of a chunk; chunks are counted from the start of the whole sound
 */
record SpeechWindow(long start, float[] sound, float[] likely, int chunk) {
    /** From where on a chunk is taken for speech; a detector that gives just that does not know. */
    static final float SPEECH = 0.5f;

    /** Speech after a pause that is worth being heard by itself. */
    private static final double LEFT_SECONDS = 0.3;

    /** Speech up to which a last word may go on behind the time that a model gives. */
    private static final double LAST_WORD_SECONDS = 1;

    /**
     * Returns the rest of this window from a pad before the speech in it on.
     *
     * @param seconds of this window that are done with
     * @param rate samples of a second
     * @param sure whether the detector must know of the speech
     * @return null if hardly anybody speaks in it
     */
    @Nullable
    SpeechWindow after(double seconds, int rate, boolean sure) {
        long from = start + (long) (seconds * rate);
        int first = index(from + chunk - 1);
        int pause = first;
        while (pause < likely.length && isSpeech(pause, sure)) {
            pause++;
        }
        if ((pause - first) * chunk < LAST_WORD_SECONDS * rate) {
            first = pause;
        }
        while (first < likely.length && !isSpeech(first, sure)) {
            first++;
        }
        int speech = 0;
        for (int i = first; i < likely.length; i++) {
            speech += isSpeech(i, sure) ? chunk : 0;
        }
        if (speech < LEFT_SECONDS * rate) {
            return null;
        }
        long begin = Math.max(from, (start / chunk + first) * chunk - (long) (SpeechWindows.PAD_SECONDS * rate));
        return new SpeechWindow(
                begin,
                Arrays.copyOfRange(sound, (int) (begin - start), sound.length),
                Arrays.copyOfRange(likely, index(begin), likely.length),
                chunk);
    }

    private boolean isSpeech(int at, boolean sure) {
        return sure ? likely[at] > SPEECH : likely[at] >= SPEECH;
    }

    /** The place of a sample's chunk. */
    private int index(long sample) {
        return (int) (sample / chunk - start / chunk);
    }
}
