package org.menura.format.audio;

import org.menura.format.FormatException;

/** What a sound file may claim. */
final class Limits {
    static final int MIN_RATE = 1000;
    static final int MAX_RATE = 768_000;
    static final int MAX_CHANNELS = 64;

    private Limits() {}

    static void check(String source, long rate, long channels) {
        if (rate < MIN_RATE || rate > MAX_RATE) {
            throw new FormatException("%s claims %d samples per second; sound has between %d and %d"
                    .formatted(source, rate, MIN_RATE, MAX_RATE));
        }
        if (channels < 1 || channels > MAX_CHANNELS) {
            throw new FormatException("%s claims %d channels; at least 1 and at most %d are read"
                    .formatted(source, channels, MAX_CHANNELS));
        }
    }

    /** A sentence for a file that broke off or was changed. */
    static FormatException damaged(String source, long sample, int rate, String how) {
        return new FormatException("%s is damaged %.2f seconds after its start (%s); take an undamaged copy"
                .formatted(source, (double) sample / rate, how));
    }
}
