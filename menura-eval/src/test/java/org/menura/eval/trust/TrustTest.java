package org.menura.eval.trust;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.HashModel;
import org.menura.eval.model.LogLikelihood;
import org.menura.eval.run.EvaluationSettings;
import org.menura.eval.run.Evaluator;
import org.menura.eval.task.EvalTask;
import org.menura.eval.task.TaskLibrary;
import org.menura.eval.task.TaskSelection;
import org.menura.eval.trust.perturb.Perturbations;
import org.menura.format.FormatException;
import org.menura.train.energy.EnergyMeter;

/** Calibration, robustness, fairness, energy: figures that can be worked out by hand, and files that are damaged. */
class TrustTest {
    @TempDir
    Path folder;

    @Test
    void plattsCurveIsTheMaximumOfTheLikelihood() {
        double[] confidences = {0.9, 0.8, 0.7, 0.6, 0.55, 0.95, 0.3, 0.4};
        double[] correct = {1, 1, 0, 1, 0, 1, 0, 1};
        PlattScaling platt = PlattScaling.fit(confidences, correct);
        // scikit-learn 1.9.1, LogisticRegression(C=1e10, solver='lbfgs', tol=1e-12) on the log-odds
        assertEquals(1.1647520650120264, platt.slope(), 1e-6);
        assertEquals(-0.2109242801831299, platt.intercept(), 1e-6);
        assertTrue(Double.isFinite(
                PlattScaling.fit(new double[] {0.1, 0.9}, new double[] {0, 1}).slope()));
        assertTrue(Double.isFinite(
                PlattScaling.fit(new double[] {1, 1, 0}, new double[] {0, 1, 1}).slope()));
    }

    @Test
    void calibrationIsWhatHelmComputes() {
        double[] confidences = {0.9, 0.8, 0.7, 0.6, 0.55, 0.95, 0.3, 0.4, 0.65, 0.75, 0.85, 0.35};
        double[] correct = {1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0};
        CalibrationReport.Row row = CalibrationReport.row("t", confidences, correct);
        // uncertainty-calibration 0.1.4, as HELM calls it
        assertEquals(0.2666666666666666, row.error(), 1e-12);
        assertEquals(0.06666666666666665, row.errorOneBin(), 1e-12);
        assertEquals(0.8236652236652238, row.selectiveArea(), 1e-12);
        assertEquals(1.0, row.selectiveAccuracy(), 1e-12);
        assertEquals(0.25222778461575085, row.plattError(), 1e-4);
        assertEquals(6.910167621854146e-05, row.plattErrorOneBin(), 1e-4);
        assertEquals(10, row.bins().size());
        CalibrationReport.Row sure = CalibrationReport.row("t", new double[] {0.9, 0.8}, new double[] {1, 1});
        assertNull(sure.platt());
        assertEquals(0, sure.plattError());
    }

    private TaskSelection task(String extra) throws IOException {
        Files.writeString(folder.resolve("rows.jsonl"), """
            {"question": "The man with this dog is going to the house because he is tired, is he not?", "choices": ["the man", "a dog"], "answer": 0}
            {"question": "Emily and her brother do not know where their father is.", "choices": ["Emily", "nobody"], "answer": 1}
            {"question": "xyz", "choices": ["q", "w"], "answer": 0}
            """);
        Files.writeString(folder.resolve("some.yaml"), """
            task: some
            dataset_path: json
            dataset_kwargs:
              data_files: {test: rows.jsonl}
            output_type: multiple_choice
            test_split: test
            doc_to_text: "Question: {{question}}\\nAnswer:"
            doc_to_choice: "{{choices}}"
            doc_to_target: "{{answer}}"
            metric_list:
              - metric: acc
              - metric: acc_norm
            """ + extra);
        return new TaskLibrary(List.of(folder), folder).load(List.of("some"));
    }

    @Test
    void questionsArePerturbedAndAnswersOnlyWithThePeopleTheySpeakOf() throws IOException {
        EvalTask task = task("").tasks().get("some");
        PerturbedDocuments documents = new PerturbedDocuments(task);
        EvalTask typos = task.withDocuments(
                r -> documents.apply(r, Perturbations.parse("typos=1").getFirst()));
        assertNotEquals(
                task.documents().rows().getFirst().get("question"),
                typos.documents().rows().getFirst().get("question"));
        assertEquals(
                task.documents().rows().getFirst().get("choices"),
                typos.documents().rows().getFirst().get("choices"));
        EvalTask gender = task.withDocuments(
                r -> documents.apply(r, Perturbations.parse("gender-terms").getFirst()));
        assertEquals(
                List.of("the woman", "a dog"),
                gender.documents().rows().getFirst().get("choices"));
        assertEquals(
                "Emily and her sister do not know where their mother is.",
                gender.documents().rows().get(1).get("question"));
        assertEquals(task.documents().rows().get(2), gender.documents().rows().get(2));
    }

    @Test
    void theWorstCaseIsNoBetterThanAnyPerturbationAndTheSameEachTime() throws IOException {
        TaskSelection selection = task("num_fewshot: 1\n");
        Robustness robustness = Robustness.measure(
                new RememberingModel(new HashModel()),
                EvaluationSettings.defaults(),
                selection,
                Perturbations.parse("all"));
        assertEquals(2, robustness.rows().size());
        for (Robustness.Row row : robustness.rows()) {
            double least = row.perturbed().stream().mapToDouble(d -> d).min().orElse(1);
            assertTrue(row.worst() <= Math.min(least, row.clean()) + 1e-12, row::toString);
            assertEquals(
                    Math.min(row.worstRobustness(), row.worstFairness()),
                    Math.max(row.worst(), Math.min(row.worstRobustness(), row.worstFairness())),
                    1e-12);
            assertEquals(13, row.changed().size());
        }
        Robustness again = Robustness.measure(
                new HashModel(), EvaluationSettings.defaults(), task("num_fewshot: 1\n"), Perturbations.parse("all"));
        assertEquals(robustness, again);
        assertTrue(
                robustness.markdown().contains("| some | acc,none | gender-terms=1.0 | 66.7 % |"),
                robustness::markdown);
    }

    @Test
    void confidencesAreReadOffResults() throws IOException {
        TaskSelection selection = task("");
        CalibrationReport report =
                CalibrationReport.of(new Evaluator(new HashModel(), EvaluationSettings.defaults()).evaluate(selection));
        assertEquals(3, report.rows().getFirst().questions());
        assertTrue(report.rows().getFirst().confidence() >= 0.5);
        assertTrue(report.markdown().contains("fewer than 300"), report::markdown);
    }

    @Test
    void whatIsRememberedIsNotAskedAgain() {
        List<Integer> asked = new ArrayList<>();
        RememberingModel model = new RememberingModel(new Counting(asked));
        ContinuationRequest one = new ContinuationRequest("a", "b");
        ContinuationRequest two = new ContinuationRequest("a", "c");
        List<LogLikelihood> first = model.logLikelihoods(List.of(one, one), AnswerSink.none());
        List<LogLikelihood> second = model.logLikelihoods(List.of(two, one), AnswerSink.none());
        assertEquals(List.of(1, 1), asked);
        assertEquals(first.getFirst(), second.get(1));
    }

    /** Counts what it is asked. */
    private record Counting(List<Integer> asked) implements org.menura.eval.model.EvalModel {
        @Override
        public String name() {
            return "counting";
        }

        @Override
        public String tokenizerName() {
            return "";
        }

        @Override
        public List<LogLikelihood> logLikelihoods(List<ContinuationRequest> requests, AnswerSink<LogLikelihood> sink) {
            asked.add(requests.size());
            return new HashModel().logLikelihoods(requests, sink);
        }

        @Override
        public List<Double> rollingLogLikelihoods(List<String> texts, AnswerSink<Double> sink) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> generate(List<org.menura.eval.model.GenerationRequest> requests, AnswerSink<String> sink) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String renderChat(List<org.menura.chat.Message> messages, boolean addGenerationPrompt) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void biasScoresAreThoseOfThePaper() {
        List<BiasQuestions.Question> questions = new ArrayList<>();
        List<Integer> chosen = new ArrayList<>();
        // ambiguous, negative: target twice, unknown once; non-negative: non-target once
        add(questions, chosen, true, true, 0, 0, 0, 2);
        add(questions, chosen, true, false, 1);
        // disambiguated: a biased one, two unbiased ones, an unknown
        add(questions, chosen, false, true, 0, 1);
        add(questions, chosen, false, false, 0, 2);
        BiasQuestions.Row row = BiasQuestions.of(questions, chosen).rows().getFirst();
        assertEquals(0.2, row.accuracyAmbiguous(), 1e-12);
        assertEquals(0.8 * (2 * 4 / 4.0 - 1), row.biasAmbiguous(), 1e-12);
        assertEquals(2 * 1 / 3.0 - 1, row.biasDisambiguated(), 1e-12);
    }

    private static void add(
            List<BiasQuestions.Question> questions,
            List<Integer> chosen,
            boolean ambiguous,
            boolean negative,
            int... answers) {
        for (int answer : answers) {
            questions.add(new BiasQuestions.Question(
                    "c", ambiguous, negative, "", List.of("t", "n", "u"), ambiguous ? 2 : 0, 2, 0, ""));
            chosen.add(answer);
        }
    }

    @Test
    void filesOfBiasAreReadInBothForms() throws IOException {
        Path own = Files.writeString(
                folder.resolve("own.jsonl"),
                "{\"category\": \"Age\", \"context_condition\": \"ambig\", \"question_polarity\": \"neg\","
                        + " \"context\": \"c\", \"question\": \"q\", \"choices\": [\"a\", \"b\", \"u\"], \"answer\": 2,"
                        + " \"unknown\": 2, \"target_loc\": 1}\n");
        Path official = Files.writeString(
                folder.resolve("official.jsonl"),
                "{\"category\": \"Age\", \"context_condition\": \"ambig\", \"question_polarity\": \"neg\","
                        + " \"context\": \"c\", \"question\": \"q\", \"ans0\": \"a\", \"ans1\": \"b\", \"ans2\": \"u\","
                        + " \"label\": 2, \"answer_info\": {\"ans0\": [\"x\", \"nonOld\"], \"ans1\": [\"y\", \"old\"],"
                        + " \"ans2\": [\"z\", \"unknown\"]}, \"additional_metadata\": {\"stereotyped_groups\":"
                        + " [\"old\"]}}\n");
        assertEquals(BiasQuestions.read(own), BiasQuestions.read(official));
        assertEquals(2, BiasQuestions.measure(new HashModel(), own).rows().size());
        Random random = new Random(5);
        byte[] good = Files.readAllBytes(official);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] bad = good.clone();
            for (int j = 0; j <= random.nextInt(5); j++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            Files.write(folder.resolve("bad.jsonl"), bad);
            try {
                BiasQuestions.read(folder.resolve("bad.jsonl"));
            } catch (FormatException e) {
                refused++;
            }
        }
        assertTrue(refused > 50, refused + " refused");
    }

    @Test
    void pairsAndPronounsAreCounted() throws IOException {
        Path pairs = Files.writeString(
                folder.resolve("pairs.jsonl"),
                "{\"sent_more\": \"a b\", \"sent_less\": \"a c\", \"bias_type\": \"x\"}\n"
                        + "{\"sent_more\": \"d\", \"sent_less\": \"e\", \"bias_type\": \"y\"}\n");
        assertEquals(
                List.of("all", "x", "y"),
                StereotypePairs.measure(new HashModel(), pairs).rows().stream()
                        .map(StereotypePairs.Row::kind)
                        .toList());
        Path wino = Files.writeString(
                folder.resolve("wino.jsonl"),
                "{\"type\": 1, \"pro\": {\"sentence\": \"The developer argued with the designer because he did not"
                        + " like it.\", \"spans\": [\"The developer\", \"he\"]}, \"anti\": {\"sentence\": \"The developer"
                        + " argued with the designer because she did not like it.\", \"spans\": [\"The developer\","
                        + " \"she\"]}}\n");
        assertThrows(FormatException.class, () -> OccupationPronouns.measure(new HashModel(), wino));
        Files.writeString(folder.resolve("male_occupations.txt"), "developer\n");
        Files.writeString(folder.resolve("female_occupations.txt"), "designer\n");
        OccupationPronouns measured = OccupationPronouns.measure(new HashModel(), wino);
        assertEquals(
                List.of("all", "type 1"),
                measured.rows().stream().map(OccupationPronouns.Row::type).toList());
    }

    @Test
    void oddsAreComparedBetweenGroups() throws IOException {
        Path file = Files.writeString(folder.resolve("p.jsonl"), """
            {"group": "a", "label": 1, "prediction": 1}
            {"group": "a", "label": 1, "prediction": 0}
            {"group": "a", "label": 0, "prediction": 0}
            {"group": "b", "label": 1, "prediction": 1}
            {"group": "b", "label": 0, "prediction": 1}
            {"group": "b", "label": 0, "prediction": 0}
            {"group": "c", "label": 0, "prediction": 0}
            """);
        EqualisedOdds odds = EqualisedOdds.read(file, "1");
        assertEquals(0.5, odds.truePositiveGap(), 1e-12);
        assertEquals(0.5, odds.falsePositiveGap(), 1e-12);
        assertEquals(0.5, odds.gap(), 1e-12);
        assertThrows(FormatException.class, () -> EqualisedOdds.read(file, "7")); // nobody is positive
        Path one =
                Files.writeString(folder.resolve("one.jsonl"), "{\"group\": \"a\", \"label\": 1, \"prediction\": 1}\n");
        assertTrue(assertThrows(FormatException.class, () -> EqualisedOdds.read(one, "1"))
                .getMessage()
                .contains("one group alone, [a]"));
        EqualisedOdds apart =
                EqualisedOdds.of(List.of("a", "b"), new boolean[] {true, false}, new boolean[] {true, true});
        assertTrue(Double.isNaN(apart.gap())); // each rate is one group's alone
    }

    @Test
    void energyIsCountedAcrossTheCountersEnd() throws IOException {
        Path zone = Files.createDirectories(folder.resolve("intel-rapl:0"));
        Path core = Files.createDirectories(folder.resolve("intel-rapl:0:0"));
        Files.writeString(zone.resolve("name"), "package-0\n");
        Files.writeString(core.resolve("name"), "core\n");
        Files.writeString(core.resolve("energy_uj"), "5\n");
        Files.writeString(zone.resolve("max_energy_range_uj"), "9999999\n");
        Files.writeString(zone.resolve("energy_uj"), "9000000\n");
        try (EnergyMeter meter = EnergyMeter.start(folder, null)) {
            Files.writeString(zone.resolve("energy_uj"), "500000\n");
            meter.look();
            Files.writeString(zone.resolve("energy_uj"), "2500000\n");
            assertEquals(3.5, meter.energy().joules(), 1e-9);
        }
        Path none = Files.createDirectory(folder.resolve("none"));
        try (EnergyMeter meter = EnergyMeter.start(none, null)) {
            assertNull(meter.energy().joules());
        }
        try (EnergyMeter meter = EnergyMeter.start(none, 100.0)) {
            assertTrue(meter.energy().how().startsWith("estimated"));
        }
    }

    @Test
    void latenciesAreRankedNotInterpolated() {
        Efficiency.Row row = new Efficiency.Row("t", "scored", new double[] {3, 1, 2, 4}, 0);
        assertArrayEquals(
                new double[] {2, 4, 4, 1},
                new double[] {row.quantile(0.5), row.quantile(0.9), row.quantile(0.99), row.quantile(0)});
    }

    @Test
    void reportsAreWrittenBesideResults() throws IOException {
        TaskSelection selection = task("");
        TrustReport.Wanted wanted =
                new TrustReport.Wanted(Perturbations.parse("typos=0.5,names"), true, 2, null, null, 32, 32, 10);
        HashModel model = new HashModel();
        TrustReport report = TrustReport.measure(
                model, new RememberingModel(model), EvaluationSettings.defaults(), selection, wanted);
        assertEquals(3, report.sections().size());
        Path text = report.write(folder.resolve("results_x.json"));
        assertEquals(report.markdown().strip() + "\n", Files.readString(text));
        assertTrue(Files.readString(folder.resolve("results_x.trust.json")).contains("\"robustness\""));
        TrustReport.Wanted corpus = new TrustReport.Wanted(List.of(), false, 0, null, folder, 32, 32, 10);
        assertThrows(
                FormatException.class,
                () -> TrustReport.measure(model, model, EvaluationSettings.defaults(), selection, corpus));
        assertEquals(Map.of(), new TrustReport(Map.of(), Map.of()).values());
    }
}
