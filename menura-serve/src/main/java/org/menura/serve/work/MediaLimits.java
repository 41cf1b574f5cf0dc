package org.menura.serve.work;

import org.menura.serve.http.HttpError;

/**
 * The most bytes that parts of a request may have.
 *
 * @param imageBytes of a picture's file
 * @param audioBytes of a recording's file
 * @param grammarBytes of a schema, grammar or regular expression
 */
public record MediaLimits(int imageBytes, int audioBytes, int grammarBytes) {
    /** 20 MiB for a picture, 64 MiB for a recording, 512 KiB for a grammar. */
    public static final MediaLimits DEFAULT = new MediaLimits(20 << 20, 64 << 20, 512 << 10);

    /** Refuses a grammar that is too large. */
    public void checkGrammar(String where, String text) {
        if (text.length() > grammarBytes) {
            throw HttpError.invalid(
                    where,
                    "grammar_too_large",
                    "'%s' has %d characters, more than the %d that are read"
                            .formatted(where, text.length(), grammarBytes));
        }
    }

    /** Refuses a picture or recording that is too large. */
    public void checkMedia(String where, boolean isImage, long bytes) {
        int most = isImage ? imageBytes : audioBytes;
        if (bytes > most) {
            throw HttpError.tooLarge(
                    where, "'%s' has about %d bytes, more than the %d that are read".formatted(where, bytes, most));
        }
    }
}
