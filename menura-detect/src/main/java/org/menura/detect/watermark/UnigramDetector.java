package org.menura.detect.watermark;

import java.util.Arrays;
import org.menura.generate.watermark.UnigramWatermark;

/** Counts tokens of the fixed green list (arXiv 2306.17439, section 3), all or each once. */
public final class UnigramDetector {
    private final UnigramWatermark mark;
    private final boolean[] green;
    private final boolean onceEach;

    /**
     * Creates a detector.
     *
     * @param onceEach whether a token that comes again counts once, as in the authors' {@code unidetect}
     */
    public UnigramDetector(UnigramWatermark mark, int vocabulary, boolean onceEach) {
        this.mark = mark;
        this.green = mark.green(vocabulary);
        this.onceEach = onceEach;
    }

    /**
     * Counts the green tokens of a text.
     *
     * @throws IllegalArgumentException if it has no token, or one that the vocabulary lacks
     */
    public GreenCount detect(int[] tokens, double threshold) {
        int[] judged = onceEach ? Arrays.stream(tokens).distinct().toArray() : tokens;
        if (judged.length == 0) {
            throw new IllegalArgumentException("the text has no tokens to judge");
        }
        int count = 0;
        for (int token : judged) {
            if (token < 0 || token >= green.length) {
                throw new IllegalArgumentException(
                        "the text has token %d, but the vocabulary ends at %d".formatted(token, green.length - 1));
            }
            count += green[token] ? 1 : 0;
        }
        return GreenCount.of(judged.length, count, mark.fraction(), threshold);
    }
}
