package org.menura.detect.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.menura.detect.Models;
import org.menura.format.FormatException;
import org.menura.generate.LanguageModel;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.session.Session;
import org.menura.generate.session.TextScores;

class ZeroShotDetectorTest {
    private static final String TEXT = "Once upon a time, there was a little girl named Lily. She loved to play outside.";

    private static LanguageModel model = Models.stories();

    @BeforeAll
    static void load() {
        model = Models.stories();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static TokenStatistics read(String text) {
        ZeroShotDetector detector = ZeroShotDetector.of(model, null, ZeroShotScore.LIKELIHOOD, 0);
        return Objects.requireNonNull(detector.read(text).statistics());
    }

    @Test
    void statisticsAreThoseOfTheWholeVocabulary() {
        LoadedModel.Decoder decoder = ZeroShotDetector.decoder(model);
        int[] ids = decoder.text().prompt(TEXT);
        TokenStatistics read = read(TEXT);
        TextScores scores = TextScores.of(decoder.model(), ids, 0);
        float[][] logits = new Session(decoder.model()).feedEach(ids);
        for (int i = 0; i < read.count(); i++) {
            assertEquals(scores.tokens().get(i).logProb(), read.logLikelihood()[i], 1e-4);
            assertEquals(scores.tokens().get(i).rank(), read.rank()[i]);
            double sum = 0;
            for (float logit : logits[i]) {
                sum += Math.exp(logit);
            }
            double entropy = 0;
            double square = 0;
            for (float logit : logits[i]) {
                double logProb = logit - Math.log(sum);
                entropy -= Math.exp(logProb) * logProb;
                square += Math.exp(logProb) * logProb * logProb;
            }
            assertEquals(entropy, read.entropy()[i], 1e-4);
            assertEquals(-entropy, read.mean()[i], 1e-4);
            assertEquals(square - entropy * entropy, read.variance()[i], 1e-3);
        }
    }

    @Test
    void scoresFollowTheirFormulas() {
        TokenStatistics s = TokenStatistics.ofOneModel(
                new int[] {5, 6}, new double[] {-1, -3}, new int[] {1, 4}, new double[] {0.5, 1.5}, new double[] {1, 3});
        assertEquals(-2, ZeroShotScore.LIKELIHOOD.of(s));
        assertEquals(-2.5, ZeroShotScore.RANK.of(s));
        assertEquals(-Math.log(4) / 2, ZeroShotScore.LOG_RANK.of(s), 1e-15);
        assertEquals(1, ZeroShotScore.ENTROPY.of(s));
        assertEquals(4 / Math.log(4), ZeroShotScore.LRR.of(s), 1e-15);
        assertEquals((-4 + 2) / 2.0, ZeroShotScore.FAST_DETECT.of(s), 1e-15);
        assertEquals(2, ZeroShotScore.BINOCULARS.of(s), 1e-15);
    }

    @Test
    void twoModelsAreComparedAndOneWithItselfIsOne() {
        try (LanguageModel same = Models.stories()) {
            ZeroShotDetector one = ZeroShotDetector.of(model, null, ZeroShotScore.FAST_DETECT, 0);
            ZeroShotDetector two = ZeroShotDetector.of(model, same, ZeroShotScore.FAST_DETECT, 0);
            assertEquals(one.read(TEXT).score(), two.read(TEXT).score(), 1e-5);
            ZeroShotDetector binoculars = ZeroShotDetector.of(model, same, ZeroShotScore.BINOCULARS, 0);
            TokenStatistics s = read(TEXT);
            assertEquals(
                    -s.meanLogLikelihood() / ZeroShotScore.ENTROPY.of(s), binoculars.read(TEXT).score(), 1e-5);
        }
        assertThrows(
                FormatException.class, () -> ZeroShotDetector.of(model, null, ZeroShotScore.BINOCULARS, 0));
    }

    @Test
    void theBeginningOfATextHasTheScoreOfTheTextThatEndsThere() {
        ZeroShotDetector whole = ZeroShotDetector.of(model, null, ZeroShotScore.LRR, 0);
        ZeroShotDetector cut = ZeroShotDetector.of(model, null, ZeroShotScore.LRR, 9);
        Reading begun = cut.read(TEXT);
        assertTrue(begun.isCut());
        assertEquals(8, begun.tokens());
        assertEquals(begun.score(), whole.scoreOf(read(TEXT).first(8)), 1e-5);
    }

    @Test
    void onlyTheTokensAskedForAreScored() {
        LoadedModel.Decoder decoder = ZeroShotDetector.decoder(model);
        int[] ids = decoder.text().prompt(TEXT);
        TokenStatistics all = TokenScorer.of(decoder.model()).of(ids);
        TokenStatistics last = TokenScorer.of(decoder.model()).of(ids, ids.length - 3);
        assertEquals(3, last.count());
        for (int i = 0; i < 3; i++) {
            assertEquals(all.logLikelihood()[all.count() - 3 + i], last.logLikelihood()[i], 1e-5);
        }
        assertThrows(IllegalArgumentException.class, () -> TokenScorer.of(decoder.model()).of(new int[] {1}));
        assertThrows(IllegalArgumentException.class, () -> TokenScorer.of(decoder.model()).of(new int[] {1, 1 << 20}));
    }

    @Test
    void perturbedTextsAreComparedWithTheirOriginal() {
        MaskFiller filler = (masked, count, _) -> {
            assertTrue(masked.contains("<extra_id_0>"));
            return Collections.nCopies(count, "zebra quantum");
        };
        ZeroShotDetector base = ZeroShotDetector.of(model, null, ZeroShotScore.LIKELIHOOD, 0);
        Perturber perturber = new Perturber(filler, 3);
        assertEquals(perturber.perturb(TEXT, 3), perturber.perturb(TEXT, 3));
        Reading curvature =
                new PerturbationDetector(PerturbationDetector.Kind.DETECT_GPT, base, perturber, 4).read(TEXT);
        assertTrue(curvature.score() > 1, String.valueOf(curvature.score()));
        Reading ranks = new PerturbationDetector(PerturbationDetector.Kind.NPR, base, perturber, 4).read(TEXT);
        assertTrue(ranks.score() > 1.2, String.valueOf(ranks.score()));
        assertThrows(FormatException.class, () -> MaskFiller.of(model));
    }

    @Test
    void gapsThatAModelLeavesOpenKeepTheirWords() {
        MaskFiller lazy = (_, count, _) -> Collections.nCopies(count, null);
        assertArrayEquals(
                new String[] {TEXT}, new Perturber(lazy, 0).perturb(TEXT, 1).toArray());
    }
}
