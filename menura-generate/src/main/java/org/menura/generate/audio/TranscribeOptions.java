package org.menura.generate.audio;

import java.util.Optional;

/**
 * How speech is written down.
 *
 * @param language code of the language that is spoken; empty to find out
 * @param translate whether it is written in English rather than as spoken
 * @param timestamps whether the model writes times
 * @param seed of the draws where the likeliest words do not make sense
 */
public record TranscribeOptions(Optional<String> language, boolean translate, boolean timestamps, long seed) {
    /** Finds out the language, writes it as spoken, with times. */
    public static final TranscribeOptions DEFAULT = new TranscribeOptions(Optional.empty(), false, true, 0);
}
