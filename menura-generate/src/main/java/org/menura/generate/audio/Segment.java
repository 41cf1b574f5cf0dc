package org.menura.generate.audio;

/**
 * A segment of a transcript, with its times and text.
 *
 * @param start seconds from the start of the sound
 * @param end seconds from the start of the sound
 * @param text transcribed text
 * @param language code of the language, or empty if the model knows but one
 * @param averageLogProbability mean log-probability of the tokens of the window that the segment was decoded in
 * @param noSpeechProbability probability that there is no speech in that window
 * @param temperature sampling temperature that it was decoded with
 */
public record Segment(
        double start,
        double end,
        String text,
        String language,
        double averageLogProbability,
        double noSpeechProbability,
        double temperature) {}
