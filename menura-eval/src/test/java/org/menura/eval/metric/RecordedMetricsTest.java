package org.menura.eval.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/** Figures that sacreBLEU 2.6.0, CodeXGLUE, seqeval 1.2.2 and scikit-learn 1.9.1 gave. */
class RecordedMetricsTest {
    private static final String ANSWER = "It costs $3.50, right?";
    private static final List<String> REFERENCE = List.of("It costs $3.50 , right ?");

    @Test
    void translations() {
        assertEquals("19.37692912686648", bleu(BleuTokenizer.NONE));
        assertEquals("100.00000000000004", bleu(BleuTokenizer.MTEVAL_13A));
        assertEquals("100.00000000000004", bleu(BleuTokenizer.CHARACTERS));
        assertEquals("100.0", Python.repr(new Chrf(0).sentence(ANSWER, REFERENCE)));
        assertEquals("90.71320402113675", Python.repr(new Chrf(2).sentence(ANSWER, REFERENCE)));
        assertEquals("66.66666666666666", Python.repr(Ter.sentence(ANSWER, REFERENCE)));
        CodeXGlueBleu.Score code = CodeXGlueBleu.of(List.of(ANSWER), List.of(REFERENCE), true);
        assertEquals("0.2868106410131918", Python.repr(code.bleu()));
        assertEquals(0, Ter.sentence("", List.of("")));
        assertEquals(100, Ter.sentence("a", List.of("")));
        // A word moved to the other end is one edit.
        assertEquals(25, Ter.sentence("d a b c", List.of("a b c d")));
    }

    private static String bleu(BleuTokenizer tokenizer) {
        return Python.repr(
                Bleu.ofSentence(tokenizer).sentence(ANSWER, REFERENCE).score());
    }

    @Test
    void chineseIsSplitByCharacters() {
        assertEquals(List.of("我", "们", "go", "."), BleuTokenizer.CHINESE.tokens("我们 go."));
        assertEquals(List.of("1,000", "costs", "€", "5", "."), BleuTokenizer.INTERNATIONAL.tokens("1,000 costs €5 ."));
        assertThrows(FormatException.class, () -> BleuTokenizer.named("ja-mecab"));
    }

    @Test
    void entities() {
        EntityScores scores = EntityScores.of(
                List.of(List.of("O", "B-PER", "I-PER", "O"), List.of("S-LOC", "I-LOC", "B")),
                List.of(List.of("O", "B-PER", "I-PER", "O"), List.of("S-LOC", "O", "I")));
        assertEquals(new EntityScores.Counts(1, 1, 1), scores.types().get("PER"));
        assertEquals(new EntityScores.Counts(1, 1, 2), scores.types().get("LOC"));
        assertEquals(new EntityScores.Counts(1, 1, 1), scores.types().get("_"));
        assertEquals(5.0 / 7, scores.accuracy());
        assertThrows(FormatException.class, () -> EntityScores.of(List.of(List.of("O")), List.of(List.of())));
        assertThrows(FormatException.class, () -> EntityScores.of(List.of(List.of("")), List.of(List.of("O"))));
    }

    /** An odd tag may end an entity that none began; its beginning is that of the one before, in another sentence. */
    @Test
    void entitiesThatNothingBegan() {
        EntityScores scores = EntityScores.of(
                List.of(List.of("O", "B-X"), List.of("O-X", "i-X")), List.of(List.of("O", "O"), List.of("O-X", "i-X")));
        assertEquals(new EntityScores.Counts(0, 1, 2), scores.types().get("X"));
    }

    @Test
    void calibrationAndRanking() {
        double[][] logits = {{2, 0}, {0, 1}, {1, 0}, {0.2, 0}, {0, 3}, {0, 0.5}};
        int[] labels = {0, 1, 1, 0, 1, 0};
        ClassProbabilities p = ClassProbabilities.ofLogits(logits, labels, 1);
        List<Calibration.Bin> bins = Calibration.equalMass(p.confidences(), p.correct(), 3);
        assertEquals(3, bins.size());
        assertTrue(bins.get(0).confidence() < bins.get(2).confidence());
        assertEquals(7.0 / 9, Ranking.auroc(p.ofClass(1), Ranking.isClass(labels, 1)), 1e-15);
        assertEquals(1, Ranking.truePositiveRate(new double[] {1, 2, 3}, new boolean[] {false, true, true}, 0));
        double t = Calibration.temperature(logits, labels);
        double best = ClassProbabilities.ofLogits(logits, labels, t).negativeLogLikelihood();
        for (double other : new double[] {t * 0.99, t * 1.01}) {
            assertTrue(ClassProbabilities.ofLogits(logits, labels, other).negativeLogLikelihood() > best);
        }
        ConformalSets all = ConformalSets.calibrate(ConformalSets.Score.LAC, p, 0.1);
        assertEquals(List.of(0, 1), all.of(new double[] {0.99, 0.01}));
        assertThrows(FormatException.class, () -> new ClassProbabilities(new double[][] {{1}}, new int[] {1}));
        assertThrows(FormatException.class, () -> Ranking.auroc(new double[] {1}, new boolean[] {true}));
        // scikit-learn refuses them, too.
        assertThrows(
                FormatException.class,
                () -> Ranking.averagePrecision(new double[] {1, Double.NaN}, new boolean[] {true, false}));
    }
}
