package org.menura.springai;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.audio.transcription.AudioTranscriptionOptions;

/**
 * The options of a transcription.
 *
 * @param language code of the language that is spoken; null to detect it
 * @param translate whether the text is translated into English
 * @param prompt text that the model takes for what was said before, such as names as they are spelt; null for none
 */
public record MenuraTranscriptionOptions(
        @Nullable String language,
        boolean translate,
        @Nullable String prompt) implements AudioTranscriptionOptions {
    /** Options that detect the language and translate nothing. */
    public static final MenuraTranscriptionOptions DEFAULT = new MenuraTranscriptionOptions(null, false);

    /** Creates options without a prompt. */
    public MenuraTranscriptionOptions(@Nullable String language, boolean translate) {
        this(language, translate, null);
    }

    /** Returns null: the model is the one that was opened. */
    @Override
    @SuppressWarnings("NullAway") // The interface says nothing of null, its implementations return it.
    public @Nullable String getModel() {
        return null;
    }
}
