package org.menura.eval.decide;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.LabelledText;
import org.menura.eval.baseline.Folds;
import org.menura.eval.baseline.TextBaselines;
import org.menura.eval.baseline.TextClassifier;
import org.menura.eval.metric.Binomial;
import org.menura.eval.metric.ClassProbabilities;
import org.menura.eval.metric.ConformalSets;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

class DecideTest {
    @TempDir
    private Path folder;

    /** Out-of-fold probabilities of TF-IDF and logistic regression on 150 tweets of Twitter Financial News (MIT). */
    private static LabelledProbabilities tweets() throws IOException {
        try (var in = Objects.requireNonNull(DecideTest.class.getResourceAsStream("/baseline/scikit-learn.json"))) {
            JsonNode golden = Json.parse(in.readAllBytes(), "scikit-learn.json");
            List<LabelledText> rows = new ArrayList<>();
            for (int i = 0; i < golden.get("labels").size(); i++) {
                rows.add(new LabelledText(
                        golden.get("texts").get(i).asText(),
                        golden.get("labels").get(i).asText()));
            }
            Folds folds =
                    Folds.stratified(rows.stream().map(LabelledText::label).toList(), 5, 1);
            return new TextBaselines(TextClassifier.Settings.defaults(), null).crossValidate("tfidf", rows, folds);
        }
    }

    @Test
    void setsKeepTheirPromiseOverSplits() throws IOException {
        ClassProbabilities documents = tweets().documents();
        for (ConformalSets.Score score : ConformalSets.Score.values()) {
            for (double alpha : new double[] {0.05, 0.1, 0.2}) {
                CoverageCheck check = CoverageCheck.of(documents, score, alpha, 200, 1);
                assertTrue(check.holds(), check.toString());
                assertTrue(check.mean() >= 1 - alpha - 0.02, check.toString());
                assertTrue(check.meanSize() < 3, check.toString());
                // The least probable class has a score of 1 in APS, so many are equal; those of LAC differ.
                assertTrue(score == ConformalSets.Score.APS || check.isTight(), check.toString());
            }
        }
        // Where the calibration documents are easier than the fresh ones, the promise breaks, and the check says so.
        CoverageCheck broken = new CoverageCheck(200, 0.9, 0.8, 1.5, 160, 166, 192);
        assertFalse(broken.holds());
    }

    @Test
    void theBinomialIsExact() {
        Binomial binomial = new Binomial(10, 0.3);
        assertEquals(0.1493083459, binomial.atMost(1), 1e-10);
        assertEquals(0.9999940951, binomial.atMost(9), 1e-9);
        assertEquals(1, binomial.atMost(10));
        assertEquals(5, binomial.quantile(0.95));
        // Clopper and Pearson for 3 of 20: 0.0321 to 0.3789.
        assertEquals(0.378927, Binomial.upperBound(3, 20, 0.025), 1e-6);
        assertEquals(0.032071, Binomial.lowerBound(3, 20, 0.025), 1e-6);
        assertEquals(0.5, new Binomial(4001, 0.5).atMost(2000), 1e-9);
    }

    @Test
    void temperaturesChangeConfidenceAlone() throws IOException {
        ClassProbabilities documents = tweets().documents();
        TemperatureScaling scaling = TemperatureScaling.fit(documents);
        ClassProbabilities scaled = scaling.apply(documents);
        assertArrayEquals(documents.predicted(), scaled.predicted());
        assertTrue(scaled.negativeLogLikelihood() <= documents.negativeLogLikelihood() + 1e-12);
        // Probabilities that were sharpened are brought back.
        TemperatureScaling sharp = new TemperatureScaling(0.25);
        double back = TemperatureScaling.fit(sharp.apply(scaled)).temperature();
        assertEquals(4, back, 1e-6);
        assertThrows(IllegalArgumentException.class, () -> new TemperatureScaling(0));
    }

    @Test
    void costsDecide() {
        CostMatrix plain = CostMatrix.ofErrors(2);
        assertEquals(0, plain.decide(new double[] {0.6, 0.4}));
        // To miss class 1 costs ten times as much.
        CostMatrix costs = new CostMatrix(new double[][] {{0, 1}, {10, 0}}, Double.POSITIVE_INFINITY);
        assertEquals(1, costs.decide(new double[] {0.6, 0.4}));
        assertEquals(0.6, costs.expected(new double[] {0.6, 0.4}, 1), 1e-12);
        assertEquals(CostMatrix.ABSTAIN, costs.abstaining(0.5).decide(new double[] {0.6, 0.4}));
        ClassProbabilities two = new ClassProbabilities(new double[][] {{0.6, 0.4}, {0.99, 0.01}}, new int[] {0, 1});
        assertEquals((0.5 + 10) / 2, costs.abstaining(0.5).meanCost(two), 1e-12);
        assertThrows(FormatException.class, () -> new CostMatrix(new double[][] {{0, 1}}, 1));
        assertThrows(FormatException.class, () -> costs.decide(new double[] {1, 0, 0}));
    }

    @Test
    void riskGrowsWithCoverage() {
        RiskCoverage curve = RiskCoverage.of(new double[] {0.9, 0.8, 0.8, 0.6}, new double[] {1, 1, 0, 0});
        assertEquals(3, curve.points().size());
        assertEquals(new RiskCoverage.Point(0.8, 0.75, 1.0 / 3), curve.points().get(1));
        assertEquals(0.25, curve.coverageAt(0.1));
        assertEquals(0.5, curve.riskAt(1));
        assertEquals((0 + 0 + 1.0 / 3 + 0.5) / 4, curve.area(), 1e-12);
        assertEquals(curve.area(), curve.leastArea(), 1e-12);
    }

    /** The bound on the risk fails no more often than it may. */
    @Test
    void selectionsKeepTheirRisk() {
        Random random = new Random(3);
        int broken = 0;
        for (int run = 0; run < 200; run++) {
            SelectiveThreshold threshold = SelectiveThreshold.calibrate(drawn(random, 300), 0.15, 0.1);
            ClassProbabilities fresh = drawn(random, 3000);
            double answered = 0;
            double wrong = 0;
            double[] correct = fresh.correct();
            for (int i = 0; i < fresh.size(); i++) {
                if (threshold.answers(fresh.values()[i])) {
                    answered++;
                    wrong += 1 - correct[i];
                }
            }
            broken += answered > 0 && wrong / answered > 0.15 ? 1 : 0;
        }
        assertTrue(broken <= 20, broken + " of 200");
    }

    /** Two classes with probabilities that are right on average. */
    private static ClassProbabilities drawn(Random random, int count) {
        double[][] values = new double[count][];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            double p = random.nextDouble();
            values[i] = new double[] {p, 1 - p};
            labels[i] = random.nextDouble() < p ? 0 : 1;
        }
        return new ClassProbabilities(values, labels);
    }

    @Test
    void aDeciderTakesMapsOrNumbers() throws IOException {
        LabelledProbabilities tweets = tweets();
        Decider decider = Decider.calibrate(tweets.labels(), tweets.documents(), 0.1);
        Decision one = decider.decide(0.1, 0.2, 0.7);
        assertEquals(one, decider.decide(Map.of("0", 0.1, "1", 0.2, "2", 0.7)));
        assertEquals("2", one.label());
        assertTrue(one.set().contains("2"), one.toString());
        Decision open = decider.costs(CostMatrix.ofErrors(3).abstaining(0.01)).decide(0.3, 0.3, 0.4);
        assertNull(open.label());
        assertTrue(open.isOpen());
        assertThrows(FormatException.class, () -> decider.decide(Map.of("0", 1.0)));
    }

    @Test
    void probabilitiesWithoutNamesAreRefusedWithTheForm() throws IOException {
        Path file = folder.resolve("list.jsonl");
        for (String line : new String[] {"{\"label\": 1, \"probabilities\": [0.2, 0.8]}", "{\"label\": 1}"}) {
            Files.writeString(file, line + "\n");
            FormatException e = assertThrows(FormatException.class, () -> LabelledProbabilities.read(file));
            assertTrue(
                    e.getMessage().contains("line 1: 'probabilities' must name each label, as in {\"label\": \"up\""),
                    e.getMessage());
        }
    }

    @Test
    void filesAreReadAndRefused() throws IOException {
        LabelledProbabilities tweets = tweets();
        Path file = folder.resolve("p.jsonl");
        tweets.write(file);
        LabelledProbabilities read = LabelledProbabilities.read(file);
        assertEquals(tweets.labels(), read.labels());
        assertArrayEquals(tweets.documents().labels(), read.documents().labels());
        assertEquals(
                tweets.documents().negativeLogLikelihood(), read.documents().negativeLogLikelihood(), 1e-12);
        assertTrue(DecisionReport.of(read.documents(), CostMatrix.ofErrors(3), List.of(0.1), 20, 1)
                .markdown()
                .contains("| APS | 0.900 |"));
        assertEquals(
                DecisionReport.of(read.documents(), CostMatrix.ofErrors(3), List.of(0.1), 20, 1)
                        .temperature(),
                DecisionReport.of(read.documents(), CostMatrix.ofErrors(3), List.of(0.1), 30, 1)
                        .temperature());
        for (String bad : List.of(
                "{\"label\": \"a\", \"probabilities\": {\"a\": 0.5, \"b\": 0.6}}",
                "{\"label\": \"c\", \"probabilities\": {\"a\": 0.5, \"b\": 0.5}}",
                "{\"label\": \"a\", \"probabilities\": {\"a\": 1}}",
                "{\"label\": \"a\", \"probabilities\": {\"a\": \"x\", \"b\": 1}}",
                "[]",
                "{\"label\"",
                "")) {
            Files.writeString(file, bad + "\n");
            assertThrows(FormatException.class, () -> LabelledProbabilities.read(file), bad);
        }
        Path costs = Files.writeString(folder.resolve("c.json"), "{\"0\": {\"1\": 5}, \"abstain\": 0.3}");
        CostMatrix matrix = tweets.costs(costs);
        assertEquals("[0.0, 5.0, 1.0]", Arrays.toString(matrix.costs()[0]));
        assertEquals(0.3, matrix.abstention());
        Files.writeString(costs, "{\"x\": {\"1\": 5}}");
        assertThrows(FormatException.class, () -> tweets.costs(costs));
    }
}
