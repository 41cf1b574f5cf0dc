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
 */
public record TranscribeOptions(
        Optional<String> language,
        Optional<Boolean> translate,
        boolean timestamps,
        long seed,
        String prompt,
        boolean words) {
    /** The default options: detects the language and transcribes unless the model's files say otherwise, with timestamps and without a prompt. */
    public static final TranscribeOptions DEFAULT = new TranscribeOptions(Optional.empty(), false, true, 0);

    /**
     * Creates options without a prompt.
     *
     * @param translate whether the text is translated into English; otherwise what the model's files say is done
     */
    public TranscribeOptions(Optional<String> language, boolean translate, boolean timestamps, long seed) {
        this(language, translate ? Optional.of(true) : Optional.empty(), timestamps, seed, "", false);
    }

    /** Returns these options with a prompt. */
    public TranscribeOptions withPrompt(String text) {
        return new TranscribeOptions(language, translate, timestamps, seed, text, words);
    }

    /** Returns these options with the times of words, or without. */
    public TranscribeOptions withWords(boolean wanted) {
        return new TranscribeOptions(language, translate, timestamps, seed, prompt, wanted);
    }
}
