package org.menura.generate.audio;

import java.util.Optional;

/**
 * The options of a transcription.
 *
 * @param language the language that is spoken, by its code or its English name; empty for the one that the model's files
 *     say, and to detect it if they say none
 * @param translate whether the text is translated into English rather than transcribed; empty for what the model's files
 *     say, and to transcribe it if they don't say
 * @param timestamps whether the model writes timestamps
 * @param seed the seed of the draws at higher temperatures, where the most likely tokens do not make sense
 * @param prompt text that the model takes for what was said before, such as names as they are spelt; empty for none. Of
 *     a long one its last tokens count, somewhat less than half of what the model can read (arXiv 2212.04356, section 2.3)
 * @param words whether the times of words are found, too, which takes another pass of each window
 * @param beams texts that are written side by side, of which the likeliest counts (beam search); 1 writes one, always
 *     its likeliest token
 */
public record TranscribeOptions(
        Optional<String> language,
        Optional<Boolean> translate,
        boolean timestamps,
        long seed,
        String prompt,
        boolean words,
        int beams) {
    /** Checks the options. */
    public TranscribeOptions {
        if (beams < 1) {
            throw new IllegalArgumentException("beams must be at least 1, not " + beams);
        }
    }

    /** The default options: detects the language and transcribes unless the model's files say otherwise, with timestamps and without a prompt. */
    public static final TranscribeOptions DEFAULT =
            new TranscribeOptions(Optional.empty(), Optional.empty(), true, 0, "", false, 1);

    /** Returns these options with a language that is spoken; empty for the one that the model's files say, or to detect it. */
    public TranscribeOptions withLanguage(Optional<String> spoken) {
        return new TranscribeOptions(spoken, translate, timestamps, seed, prompt, words, beams);
    }

    /** Returns these options with a translation into English, or without; empty for what the model's files say. */
    public TranscribeOptions withTranslation(Optional<Boolean> wanted) {
        return new TranscribeOptions(language, wanted, timestamps, seed, prompt, words, beams);
    }

    /** Returns these options with timestamps that the model writes, or without. */
    public TranscribeOptions withTimestamps(boolean wanted) {
        return new TranscribeOptions(language, translate, wanted, seed, prompt, words, beams);
    }

    /** Returns these options with a prompt. */
    public TranscribeOptions withPrompt(String text) {
        return new TranscribeOptions(language, translate, timestamps, seed, text, words, beams);
    }

    /** Returns these options with the times of words, or without. */
    public TranscribeOptions withWords(boolean wanted) {
        return new TranscribeOptions(language, translate, timestamps, seed, prompt, wanted, beams);
    }

    /** Returns these options with so many texts that are written side by side, of which the likeliest counts. */
    public TranscribeOptions withBeams(int count) {
        return new TranscribeOptions(language, translate, timestamps, seed, prompt, words, count);
    }
}
