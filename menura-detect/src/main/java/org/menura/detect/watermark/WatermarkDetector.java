package org.menura.detect.watermark;

import org.menura.generate.sample.Watermark;
import org.menura.generate.watermark.GumbelWatermark;
import org.menura.generate.watermark.KgwWatermark;
import org.menura.generate.watermark.SynthIdWatermark;
import org.menura.generate.watermark.UnigramWatermark;

/**
 * Detects a watermark of any kind: how unlikely a text's tokens are without it. Not safe for use by several threads at once.
 */
public final class WatermarkDetector {
    /**
     * What the tokens of a text say.
     *
     * @param kind {@code kgw}, {@code synthid}, {@code gumbel} or {@code unigram}
     * @param tokens number of tokens of the text
     * @param scored number of tokens that were judged
     * @param statistic what {@code value} is: {@code z}, {@code weighted_mean} or {@code sum}
     * @param value the statistic
     * @param p probability of at least such a value in a text without the watermark, if its n-grams don't depend on the key
     */
    public record Evidence(String kind, int tokens, int scored, String statistic, double value, double p) {}

    private interface Judge {
        Evidence judge(int[] tokens);
    }

    private final Judge judge;

    private WatermarkDetector(Judge judge) {
        this.judge = judge;
    }

    /**
     * Creates a detector that counts n-grams that come again once.
     *
     * @param vocabulary number of logits of the model that wrote the text
     * @param beginId the token that begins texts; -1 for none
     * @param endId the token that ends texts; -1 for none
     * @throws IllegalArgumentException if there is no detector for this watermark
     */
    public static WatermarkDetector of(Watermark mark, int vocabulary, int beginId, int endId) {
        return new WatermarkDetector(
                switch (mark) {
                    case KgwWatermark kgw -> {
                        KgwDetector detector = new KgwDetector(kgw, vocabulary, beginId, true);
                        yield tokens -> green("kgw", tokens, detector.detect(tokens, KgwDetector.THRESHOLD));
                    }
                    case UnigramWatermark unigram -> {
                        UnigramDetector detector = new UnigramDetector(unigram, vocabulary, true);
                        yield tokens -> green("unigram", tokens, detector.detect(tokens, KgwDetector.THRESHOLD));
                    }
                    case GumbelWatermark gumbel -> {
                        GumbelDetector detector = new GumbelDetector(gumbel);
                        yield tokens -> {
                            GumbelDetector.Score score = detector.detect(tokens);
                            return new Evidence("gumbel", tokens.length, score.scored(), "sum", score.sum(), score.p());
                        };
                    }
                    case SynthIdWatermark synthId ->
                        tokens -> {
                            SynthIdText text = SynthIdText.of(synthId, tokens, endId);
                            if (text.scored() == 0) {
                                throw new IllegalArgumentException(
                                        "none of the text's %d n-grams counts: each has a".formatted(text.mask().length)
                                                + " context that came up before, or stands behind the end of the text");
                            }
                            return new Evidence(
                                    "synthid",
                                    tokens.length,
                                    text.scored(),
                                    "weighted_mean",
                                    text.weightedMean(),
                                    text.weightedMeanP());
                        };
                    default ->
                        throw new IllegalArgumentException("there is no detector for the watermark "
                                + mark.getClass().getName());
                });
    }

    private static Evidence green(String kind, int[] tokens, GreenCount count) {
        return new Evidence(kind, tokens.length, count.scored(), "z", count.z(), count.p());
    }

    /**
     * Scores the tokens of a text.
     *
     * @param tokens the text, without its prompt
     * @throws IllegalArgumentException if it has no token that can be scored, or a negative id
     */
    public Evidence detect(int[] tokens) {
        TokenIds.check(tokens);
        return judge.judge(tokens);
    }
}
