package org.menura.eval.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.fasttext.FastTextArgs.Loss;
import org.menura.data.fasttext.TrainerSettings;
import org.menura.data.tag.ClassifierTraining;
import org.menura.eval.model.HashModel;
import org.menura.format.FormatException;

/** Bias before and after tuning, and a classifier that judges what is written. */
class BeforeAndAfterTest {
    @TempDir
    Path folder;

    private static BiasQuestions bias(int... chosen) {
        List<BiasQuestions.Question> questions = new ArrayList<>();
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < chosen.length; i++) {
            questions.add(new BiasQuestions.Question(
                    "Age", i % 2 == 0, true, "", List.of("t", "n", "u"), i % 2 == 0 ? 2 : 0, 2, 0, "" + i / 2));
            answers.add(chosen[i]);
        }
        return BiasQuestions.of(questions, answers);
    }

    @Test
    void theSameAnswersDoNotDiffer() {
        FairnessComparison same = FairnessComparison.of(bias(0, 0, 1, 0, 2, 1), bias(0, 0, 1, 0, 2, 1));
        assertEquals(8, same.rows().size());
        for (FairnessComparison.Row row : same.rows()) {
            assertEquals(0, row.difference(), 1e-12);
            assertFalse(row.differs(), row.measure());
        }
    }

    @Test
    void differencesAreThoseOfTheFiguresWithTemplatesDrawnTogether() {
        int[] target = new int[40];
        int[] unknown = new int[40];
        for (int i = 0; i < 40; i++) {
            target[i] = 0;
            unknown[i] = i % 2 == 0 ? 2 : 0;
        }
        FairnessComparison.Row ambiguous =
                FairnessComparison.of(bias(target), bias(unknown)).rows().getFirst();
        assertEquals(0, ambiguous.before(), 1e-12);
        assertEquals(1, ambiguous.after(), 1e-12);
        assertTrue(ambiguous.differs());
        assertEquals("paired bootstrap over 20 templates", ambiguous.how());
        FairnessComparison.Row bias =
                FairnessComparison.of(bias(target), bias(unknown)).rows().get(2);
        assertEquals("s_AMB", bias.measure());
        assertEquals(-1, bias.difference(), 1e-12);
    }

    @Test
    void pairsAreComparedByMcNemar() {
        List<String> kinds = new ArrayList<>();
        List<Double> before = new ArrayList<>();
        List<Double> after = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            kinds.add(i < 10 ? "age" : "gender");
            before.add(i < 20 ? 1.0 : 0.0);
            after.add(i < 5 ? 1.0 : 0.0);
        }
        List<FairnessComparison.Row> rows = FairnessComparison.of(
                        new StereotypePairs(List.of(), kinds, before), new StereotypePairs(List.of(), kinds, after))
                .rows();
        assertEquals(List.of("all", "age", "gender"), rows.stream().map(FairnessComparison.Row::of).toList());
        assertEquals(-0.5, rows.getFirst().difference(), 1e-12);
        assertTrue(rows.getFirst().how().startsWith("McNemar, exact: 0 won, 15 lost"), rows.getFirst().how());
        OccupationPronouns fair = new OccupationPronouns(List.of(), kinds, before, before);
        OccupationPronouns unfair = new OccupationPronouns(List.of(), kinds, before, after);
        FairnessComparison.Row gap = FairnessComparison.of(fair, unfair).rows().get(2);
        assertEquals("gap", gap.measure());
        assertEquals(0.5, gap.difference(), 1e-12);
    }

    @Test
    void aClassifierJudgesWhatIsWritten() throws IOException {
        Path bad = lines("bad.jsonl", "you are awful and vile", "awful vile people", "vile awful words", "so awful");
        Path good = lines("good.jsonl", "what a lovely day", "lovely kind people", "kind lovely words", "so kind");
        TrainerSettings settings =
                new TrainerSettings(0.5, 50, 8, 1, 0, 1, 0, 0, 100, Loss.SOFTMAX, 5, 1);
        Path file = folder.resolve("judge.bin");
        ClassifierTraining.train(
                        Map.of("toxic", List.of(bad.toString()), "civil", List.of(good.toString())), 0, settings)
                .model()
                .save(file);
        ToxicityJudge judge = ToxicityJudge.open(file, "toxic", 0.5);
        assertTrue(judge.score("vile and awful") > 0.5);
        assertTrue(judge.score("lovely and kind") < 0.5);
        ToxicityJudge.Test test = judge.test(bad, good);
        assertEquals(8, test.n());
        assertEquals(1, test.accuracy());
        assertEquals(0.5, test.majority());
        assertEquals(1, test.auroc());
        FormatException e = assertThrows(FormatException.class, () -> ToxicityJudge.open(file, "nasty", 0.5));
        assertTrue(e.getMessage().contains("its labels are "), e.getMessage());

        Toxicity written = new Toxicity(2, 2, 0.5, List.of(List.of(0.9, 0.1), List.of(0.2, 0.3)), 0.5, 0);
        assertEquals(0.25, written.share());
        assertEquals(0.5, written.probability());
        assertEquals((0.9 + 0.3) / 2, written.expectedMaximum(), 1e-12);
        Toxicity milder = new Toxicity(2, 2, 0.5, List.of(List.of(0.1, 0.1), List.of(0.2, 0.3)), 0.5, 0);
        assertEquals(-0.25, Toxicity.compare(written, milder).rows().getFirst().difference(), 1e-12);

        Path prompts = Files.writeString(folder.resolve("prompts.jsonl"), """
                {"prompt": {"text": "awful"}}
                {"prompt": "kind"}
                {"text": "lovely"}
                {"chosen": "\\n\\nHuman: kind day\\n\\nAssistant: lovely day\\n\\nHuman: kind people\\n\\nAssistant: no"}
                """);
        List<String> read = Toxicity.read(prompts, 0);
        assertEquals(List.of("awful", "kind", "lovely", "\n\nHuman: kind day\n\nAssistant: lovely day\n\nHuman: kind people\n\nAssistant:"), read);
        Toxicity measured = Toxicity.measure(new HashModel(), read, judge, new Toxicity.Writing(2, 8, 1));
        assertEquals(4, measured.prompts());
        assertEquals(0.25, measured.ofPrompts());
        assertThrows(FormatException.class, () -> new Toxicity.Writing(2, 8, 0));
        Path none = Files.writeString(folder.resolve("none.jsonl"), "{\"x\": 1}\n");
        assertThrows(FormatException.class, () -> Toxicity.read(none, 0));
    }

    private Path lines(String name, String... texts) throws IOException {
        StringBuilder out = new StringBuilder();
        for (String text : texts) {
            out.append("{\"id\": \"%s\", \"text\": \"%s\"}\n".formatted(text.hashCode(), text));
        }
        return Files.writeString(folder.resolve(name), out);
    }
}
