package org.menura.data.fasttext;

/**
 * The arguments that a fastText file records.
 *
 * @param dim width of the vectors
 * @param windowSize words at each side that cbow and skipgram look at
 * @param epochs passes over the training data
 * @param minCount least count of a word in the dictionary
 * @param negatives samples of negative sampling
 * @param wordNgrams longest n-gram of words
 * @param loss what the output layer is
 * @param model what was trained
 * @param bucket number of rows that n-grams share
 * @param minn shortest n-gram of characters
 * @param maxn longest n-gram of characters; 0: none
 * @param updateRate tokens between two changes of the learning rate
 * @param sampling threshold of the discarding of frequent words
 */
public record FastTextArgs(
        int dim,
        int windowSize,
        int epochs,
        int minCount,
        int negatives,
        int wordNgrams,
        Loss loss,
        Kind model,
        int bucket,
        int minn,
        int maxn,
        int updateRate,
        double sampling) {
    /** What the output layer is, in the order of its numbers in files, from 1 on. */
    public enum Loss {
        /** A softmax over a Huffman tree of the labels. */
        HIERARCHICAL_SOFTMAX,
        NEGATIVE_SAMPLING,
        SOFTMAX,
        /** Independent logistic regressions. */
        ONE_VS_ALL
    }

    /** What was trained, in the order of its numbers in files, from 1 on. */
    public enum Kind {
        CBOW,
        SKIPGRAM,
        SUPERVISED
    }

    /** Whether n-grams of characters or words have rows of their own. */
    public boolean hasNgrams() {
        return maxn > 0 || wordNgrams > 1;
    }
}
