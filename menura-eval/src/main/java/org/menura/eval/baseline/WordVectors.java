package org.menura.eval.baseline;

import java.util.List;

/** Vectors of the words of a sentence, such as the states of a language model that stays as it is. */
public interface WordVectors {
    /** Returns how many values a vector has. */
    int width();

    /** Computes a vector for each word: [words, width]. */
    float[][] of(List<String> words);

    /** Computes the vectors of the words of sentences, together where that is faster. */
    default List<float[][]> ofAll(List<List<String>> sentences) {
        return sentences.stream().map(this::of).toList();
    }
}
