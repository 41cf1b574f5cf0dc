package org.menura.generate.audio;

import java.util.List;

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
 * @param words with their times, if they are asked for, see {@link TranscribeOptions#withWords}
 */
public record Segment(
        double start,
        double end,
        String text,
        String language,
        double averageLogProbability,
        double noSpeechProbability,
        double temperature,
        List<Word> words) {
    /** Copies the list. */
    public Segment {
        words = List.copyOf(words);
    }

    /** Creates a segment without words. */
    public Segment(
            double start,
            double end,
            String text,
            String language,
            double averageLogProbability,
            double noSpeechProbability,
            double temperature) {
        this(start, end, text, language, averageLogProbability, noSpeechProbability, temperature, List.of());
    }

    /**
     * A word, with the marks of punctuation at it.
     *
     * @param start seconds from the start of the sound
     * @param end seconds from the start of the sound
     * @param text with the blank before it, if there is one
     * @param probability mean probability of its tokens
     */
    public record Word(double start, double end, String text, double probability) {
        double seconds() {
            return end - start;
        }

        Word from(double time) {
            return new Word(time, end, text, probability);
        }

        Word until(double time) {
            return new Word(start, time, text, probability);
        }

        Word with(String other) {
            return new Word(start, end, other, probability);
        }
    }

    /** Returns the bytes of the text for each byte of what it can be packed to: texts that repeat themselves have many. */
    public double compressionRatio() {
        return SpeechDecoder.compression(text);
    }

    Segment with(List<Word> found) {
        return new Segment(start, end, text, language, averageLogProbability, noSpeechProbability, temperature, found);
    }
}
