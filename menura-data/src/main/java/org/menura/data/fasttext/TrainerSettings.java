package org.menura.data.fasttext;

import org.menura.data.fasttext.FastTextArgs.Kind;
import org.menura.data.fasttext.FastTextArgs.Loss;
import org.menura.format.FormatException;

/**
 * How a classifier is trained.
 *
 * @param learningRate at the beginning; it falls to 0 in a line
 * @param epochs passes over the lines
 * @param dim width of the vectors
 * @param minCount least count of a word in the dictionary
 * @param minLabelCount least count of a label
 * @param wordNgrams longest n-gram of words that counts as one
 * @param minn shortest n-gram of characters
 * @param maxn longest n-gram of characters; 0: none
 * @param bucket number of rows that n-grams share
 * @param loss what the output layer is
 * @param negatives samples of negative sampling
 * @param seed of the first vectors and the order of lines
 */
public record TrainerSettings(
        double learningRate,
        int epochs,
        int dim,
        int minCount,
        int minLabelCount,
        int wordNgrams,
        int minn,
        int maxn,
        int bucket,
        Loss loss,
        int negatives,
        long seed) {
    /** Pairs of words, softmax, 100 dimensions, five epochs. */
    public static final TrainerSettings DEFAULT =
            new TrainerSettings(0.5, 5, 100, 1, 0, 2, 0, 0, 200_000, Loss.SOFTMAX, 5, 1);

    /** Refuses settings out of range. */
    public TrainerSettings {
        if (!(learningRate > 0 && learningRate <= 100) || epochs < 1 || dim < 1 || dim > 1 << 20) {
            throw new FormatException(
                    "a classifier takes a learning rate up to 100, at least one epoch and one dimension;"
                            + " given: %s, %d, %d".formatted(learningRate, epochs, dim));
        }
        if (minn < 0 || maxn < minn || maxn > 1024 || wordNgrams < 1 || wordNgrams > 1024) {
            throw new FormatException(
                    "n-grams of characters go from minn to maxn, at most 1024, those of words to at most"
                            + " 1024; given: %d to %d, %d".formatted(minn, maxn, wordNgrams));
        }
        if (bucket < 0 || bucket == 0 && (maxn > 0 || wordNgrams > 1)) {
            throw new FormatException("n-grams take at least one bucket; given: " + bucket);
        }
        if (negatives < 1 || minCount < 1 || minLabelCount < 0) {
            throw new FormatException("at least one negative sample and a least count of 1 are needed; given: %d, %d"
                    .formatted(negatives, minCount));
        }
    }

    /** Returns what a file records of them. */
    FastTextArgs args() {
        boolean ngrams = maxn > 0 || wordNgrams > 1;
        return new FastTextArgs(
                dim,
                5,
                epochs,
                minCount,
                negatives,
                wordNgrams,
                loss,
                Kind.SUPERVISED,
                ngrams ? bucket : 0,
                minn,
                maxn,
                100,
                1e-4);
    }
}
