package org.menura.detect.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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
import org.menura.model.CausalModel;

class ZeroShotDetectorTest {
    private static final String TEXT =
            "Once upon a time, there was a little girl named Lily. She loved to play outside.";

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
                new int[] {5, 6}, new double[] {-1, -3}, new int[] {1, 4}, new double[] {0.5, 1.5}, new double[] {1, 3
                });
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
            TokenStatistics longer = read(TEXT + " It was");
            // Where the text ends, the models are compared, too.
            double behind = longer.entropy()[s.count()];
            assertEquals(
                    -s.meanLogLikelihood() * (s.count() + 1) / (ZeroShotScore.ENTROPY.of(s) * s.count() + behind),
                    binoculars.read(TEXT).score(),
                    1e-5);
            TokenStatistics begun = Objects.requireNonNull(
                            binoculars.read(TEXT + " It was").statistics())
                    .first(s.count());
            assertEquals(binoculars.read(TEXT).score(), ZeroShotScore.BINOCULARS.of(begun), 1e-5);
        }
        assertThrows(FormatException.class, () -> ZeroShotDetector.of(model, null, ZeroShotScore.BINOCULARS, 0));
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
        assertThrows(
                IllegalArgumentException.class,
                () -> TokenScorer.of(decoder.model()).of(new int[] {1}));
        assertThrows(
                IllegalArgumentException.class,
                () -> TokenScorer.of(decoder.model()).of(new int[] {1, 1 << 20}));
    }

    @Test
    void logitsThatOnlyOneOfTwoModelsHasDoNotCount() {
        CausalModel small = ZeroShotDetector.decoder(model).model();
        int[] ids = ZeroShotDetector.decoder(model).text().prompt(TEXT);
        try (LanguageModel nano = Models.nano()) {
            CausalModel large = ZeroShotDetector.decoder(nano).model();
            assertTrue(large.vocabulary() > small.vocabulary());
            TokenStatistics own = TokenScorer.of(small, large).of(ids);
            assertArrayEquals(TokenScorer.of(small).of(ids).logLikelihood(), own.logLikelihood(), 1e-5);
            TokenStatistics cut = TokenScorer.of(large, small).of(ids);
            float[] row = Arrays.copyOf(new Session(large).feedEach(ids)[3], small.vocabulary());
            double sum = 0;
            for (float logit : row) {
                sum += Math.exp(logit);
            }
            assertEquals(row[ids[4]] - Math.log(sum), cut.logLikelihood()[3], 1e-4);
        }
    }

    @Test
    void perturbedTextsAreComparedWithTheirOriginal() {
        MaskFiller filler = (masked, count, seed) -> {
            assertTrue(masked.contains("<extra_id_0>"));
            return Collections.nCopies(count, seed % 2 == 0 ? "zebra quantum" : "big dog");
        };
        ZeroShotDetector base = ZeroShotDetector.of(model, null, ZeroShotScore.LIKELIHOOD, 0);
        Perturber perturber = new Perturber(filler, 3);
        List<String> perturbed = perturber.perturb(TEXT, 4);
        assertEquals(perturbed, perturber.perturb(TEXT, 4));
        double[] others =
                perturbed.stream().mapToDouble(t -> read(t).meanLogLikelihood()).toArray();
        double mean = Arrays.stream(others).average().orElseThrow();
        double square = Arrays.stream(others).map(o -> o * o).average().orElseThrow();
        double own = read(TEXT).meanLogLikelihood();
        Reading curvature =
                new PerturbationDetector(PerturbationDetector.Kind.DETECT_GPT, base, perturber, 4).read(TEXT);
        assertEquals((own - mean) / Math.sqrt(square - mean * mean), curvature.score(), 1e-6);
        Reading ranks = new PerturbationDetector(PerturbationDetector.Kind.NPR, base, perturber, 4).read(TEXT);
        double ofOthers = perturbed.stream()
                .mapToDouble(t -> read(t).meanLogRank())
                .average()
                .orElseThrow();
        assertEquals(ofOthers / read(TEXT).meanLogRank(), ranks.score(), 1e-6);
        Reading ofOne = new PerturbationDetector(PerturbationDetector.Kind.DETECT_GPT, base, perturber, 1).read(TEXT);
        assertEquals(own - others[0], ofOne.score(), 1e-6);
        assertThrows(FormatException.class, () -> MaskFiller.of(model));
    }

    @Test
    void spansAreAsManyAsThoseOfDetectGpt() {
        int[] gaps = new int[1];
        Perturber perturber = new Perturber(
                (_, count, _) -> {
                    gaps[0] = count;
                    return Collections.nCopies(count, "so");
                },
                0);
        for (int[] wordsAndSpans : new int[][] {{3, 1}, {13, 1}, {41, 3}, {53, 3}, {54, 4}, {2000, 100}}) {
            perturber.perturb(String.join(" ", Collections.nCopies(wordsAndSpans[0], "word")), 1);
            assertEquals(wordsAndSpans[1], gaps[0], wordsAndSpans[0] + " words");
        }
    }

    @Test
    void ofATextThatIsTooLongItsBeginningIsPerturbed() {
        ZeroShotDetector base = ZeroShotDetector.of(model, null, ZeroShotScore.LIKELIHOOD, 12);
        List<String> asked = new ArrayList<>();
        MaskFiller filler = (masked, count, _) -> {
            asked.add(masked);
            return Collections.nCopies(count, "zebra");
        };
        Reading read = new PerturbationDetector(PerturbationDetector.Kind.NPR, base, new Perturber(filler, 0), 2)
                .read(TEXT.repeat(3));
        assertTrue(read.isCut());
        assertTrue(asked.stream().allMatch(t -> t.length() < TEXT.length()), asked.toString());
    }

    @Test
    void gapsThatAModelLeavesOpenKeepTheirWords() {
        MaskFiller lazy = (_, count, _) -> Collections.nCopies(count, null);
        assertArrayEquals(
                new String[] {TEXT}, new Perturber(lazy, 0).perturb(TEXT, 1).toArray());
        ZeroShotDetector base = ZeroShotDetector.of(model, null, ZeroShotScore.LIKELIHOOD, 0);
        for (PerturbationDetector.Kind kind : PerturbationDetector.Kind.values()) {
            assertEquals(
                    Double.NaN,
                    new PerturbationDetector(kind, base, new Perturber(lazy, 0), 3)
                            .read(TEXT)
                            .score());
        }
    }
}
