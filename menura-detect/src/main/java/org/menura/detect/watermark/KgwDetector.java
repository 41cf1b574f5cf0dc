package org.menura.detect.watermark;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.menura.generate.watermark.KgwJudge;
import org.menura.generate.watermark.KgwWatermark;

/**
 * Counts green tokens as transformers' {@code WatermarkDetector} does. Not safe for use by several threads at once.
 */
public final class KgwDetector {
    /** transformers' threshold of z. */
    public static final double THRESHOLD = 3;

    private final KgwWatermark mark;
    private final KgwJudge judge;
    private final int beginId;
    private final boolean onceEach;

    /**
     * Creates a detector.
     *
     * @param vocabulary number of logits of the model
     * @param beginId the token that begins texts, which is left out where it is first; -1 for none
     * @param onceEach whether an n-gram that comes again counts once ({@code ignore_repeated_ngrams})
     */
    public KgwDetector(KgwWatermark mark, int vocabulary, int beginId, boolean onceEach) {
        this.mark = mark;
        this.judge = mark.judge(vocabulary);
        this.beginId = beginId;
        this.onceEach = onceEach;
    }

    /**
     * Counts the green tokens of a text.
     *
     * @param tokens the text, without its prompt
     * @throws IllegalArgumentException if it is too short to have one, or has a negative id
     */
    public GreenCount detect(int[] tokens, double threshold) {
        TokenIds.check(tokens);
        int from = tokens.length > 0 && tokens[0] == beginId ? 1 : 0;
        if (tokens.length - from <= mark.contextWidth()) {
            throw new IllegalArgumentException(
                    "the text has %d tokens, and the watermark needs at least %d to judge one"
                            .formatted(tokens.length - from, mark.contextWidth() + 1));
        }
        int before = mark.contextWidth() - (mark.scheme() == KgwWatermark.Scheme.SELFHASH ? 1 : 0);
        Map<List<Integer>, Boolean> known = new HashMap<>();
        int scored = 0;
        int green = 0;
        for (int i = from + before; i < tokens.length; i++) {
            List<Integer> ngram = IntStream.rangeClosed(i - before, i)
                    .mapToObj(k -> tokens[k])
                    .collect(Collectors.toList());
            Boolean judged = known.get(ngram);
            boolean isGreen =
                    judged != null ? judged : judge.isGreen(Arrays.copyOfRange(tokens, i - before, i), tokens[i]);
            known.put(ngram, isGreen);
            if (judged == null || !onceEach) {
                scored++;
                green += isGreen ? 1 : 0;
            }
        }
        return GreenCount.of(scored, green, mark.ratio(), threshold);
    }
}
