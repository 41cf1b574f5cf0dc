package org.menura.generate.audio;

import java.util.Optional;

/**
 * The options of a transcription.
 *
 * @param language code of the language that is spoken; empty to detect it
 * @param translate whether the text is translated into English rather than transcribed
 * @param timestamps whether the model writes timestamps
 * @param seed the seed of the draws at higher temperatures, where the most likely tokens do not make sense
 */
public record TranscribeOptions(Optional<String> language, boolean translate, boolean timestamps, long seed) {
    /** The default options: detects the language, transcribes without translation, with timestamps. */
    public static final TranscribeOptions DEFAULT = new TranscribeOptions(Optional.empty(), false, true, 0);
}
