package org.menura.generate.audio;

/**
 * A stretch of speech in words.
 *
 * @param start seconds from the start of the sound
 * @param end seconds from the start of the sound
 * @param text what is said
 * @param language code of the language, or empty if the model knows but one
 * @param averageLogProbability of the tokens of the window that it was heard in
 * @param noSpeechProbability how likely nobody speaks in that window
 * @param temperature at which it was written
 */
public record Segment(
        double start,
        double end,
        String text,
        String language,
        double averageLogProbability,
        double noSpeechProbability,
        double temperature) {}
