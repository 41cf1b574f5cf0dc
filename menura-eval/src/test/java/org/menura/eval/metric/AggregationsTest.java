package org.menura.eval.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonTuple;

class AggregationsTest {
    private static Object of(String name, List<?> scores) {
        return Aggregations.named(name).of(scores);
    }

    @Test
    void figuresOfNumbers() {
        assertEquals(0.5, of("mean", List.of(true, false, 1L, 0.0)));
        assertEquals(3L, of("median", List.of(1L, 3L, 2L, 9L)));
        assertEquals(2.0, of("median", List.of(2.0, 1.0, 3.0)));
        assertEquals(2.0, of("nanmean", List.of(1.0, Double.NaN, 3.0)));
        assertEquals(Math.E, (double) of("perplexity", List.of(-1.0, -1.0)), 1e-15);
        assertEquals(999L, of("bypass", List.of("anything")));
        assertThrows(FormatException.class, () -> of("mean", List.of()));
        assertThrows(FormatException.class, () -> of("mean", List.of("a")));
        assertThrows(FormatException.class, () -> Aggregations.named("nothing"));
    }

    @Test
    void figuresOfPairs() {
        List<Object> weighted = List.of(PythonTuple.of(-6.0, 2L), PythonTuple.of(-2.0, 2L));
        assertEquals(2.0 / 0.6931471805599453, (double) of("bits_per_byte", weighted), 1e-15);
        List<Object> classes =
                List.of(PythonTuple.of(1L, 1L), PythonTuple.of(1L, 0L), PythonTuple.of(0L, 0L), PythonTuple.of(0L, 0L));
        assertEquals(2.0 / 3, of("f1", classes));
        assertEquals(2 / Math.sqrt(12), (double) of("matthews_corrcoef", classes), 1e-15);
        assertThrows(FormatException.class, () -> of("f1", List.of(PythonTuple.of(2L, 0L), PythonTuple.of(1L, 1L))));
        assertEquals(0.08, (double) of("brier_score", List.of(PythonTuple.of(0L, List.of(0.8, 0.2)))), 1e-15);
    }

    @Test
    void figuresOfTexts() {
        List<Object> pairs =
                List.of(List.of("the cat sat on the mat", "the cat sat on the mat"), List.of("a b c d", "a b c d"));
        assertEquals("100.00000000000004", Python.repr(((Number) of("bleu", pairs)).doubleValue()));
        assertEquals(100.0, of("chrf", pairs));
        assertEquals(0.0, of("ter", pairs));
        List<Object> several = List.of(List.of(List.of("x y", "a b c d e"), "a b c d e"));
        assertEquals("100.00000000000004", Python.repr(((Number) of("bleu", several)).doubleValue()));
    }

    @Test
    void drawsDependOnNothingButTheirNumber() {
        List<Object> scores = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            scores.add(i % 3 == 0 ? 1.0 : -2.5);
        }
        Double error = StandardErrors.of("perplexity", Aggregations.named("perplexity"), scores, 2000);
        assertEquals(error, StandardErrors.of("perplexity", Aggregations.named("perplexity"), scores, 2000));
        assertNull(StandardErrors.of("byte_perplexity", Aggregations.named("weighted_perplexity"), scores, 100));
        assertNull(StandardErrors.of("acc", Aggregations.MEAN, List.of(1.0), 100));
        assertNull(StandardErrors.of("acc", Aggregations.MEAN, scores, 0));
        assertEquals(0.5, StandardErrors.ofMean(0, 1, 0, 1) * Math.sqrt(3), 1e-15);
        assertEquals(0.05, StandardErrors.unweighted(List.of(0.06, 0.08)), 1e-15);
        assertEquals(0.25, StandardErrors.ofGroup(List.of(0.0, 1.0), List.of(3, 1), true));
        assertEquals(0.5, StandardErrors.ofGroup(List.of(0.0, 1.0), List.of(3, 1), false));
    }

    @Test
    void exactMatchIgnoresWhatItIsTold() {
        Map<String, Object> all = Map.of(
                "ignore_case",
                true,
                "ignore_punctuation",
                true,
                "regexes_to_ignore",
                List.of(",", "(?s).*#### ", "\\.$"));
        assertEquals(1, ExactMatch.score(List.of("We get\n#### 1,200"), List.of("1200."), all));
        assertEquals(0.5, ExactMatch.score(List.of("A", "b"), List.of("A", "B"), Map.of()));
        assertEquals(0, ExactMatch.score(List.of(1L), List.of("1"), Map.of()));
        assertEquals(1, ExactMatch.score(List.of("a1"), List.of("a22"), Map.of("ignore_numbers", true)));
        assertEquals(0.5, ExactMatch.score(List.of("A"), List.of(List.of("a", "b")), Map.of("ignore_case", true)));
        assertEquals(1, ExactMatch.score(List.of("5", 6L), List.of("5", "6"), Map.of("ignore_case", true)));
        assertEquals(1, ExactMatch.score(List.of("\u0130"), List.of("i"), Map.of("ignore_case", true)));
        assertThrows(FormatException.class, () -> ExactMatch.score(List.of("a"), List.of("a"), Map.of("ignore", true)));
        assertThrows(FormatException.class, () -> ExactMatch.score(List.of(1L), List.of("1"), all));
    }

    @Test
    void rougeCountsWhatBothHave() {
        Rouge words = Rouge.ofNgrams("The cat sat down.", "the CAT slept", 1);
        assertEquals(2.0 / 3, words.precision());
        assertEquals(0.5, words.recall());
        assertEquals(4.0 / 7, words.f1(), 1e-15);
        Rouge longest = Rouge.ofSubsequence("a b c d e", "a x c y e");
        assertEquals(0.6, longest.precision(), 1e-15);
        Rouge summary = Rouge.ofSummary("a b c\nd e", "c d\na e");
        assertEquals(0.8, summary.recall(), 1e-15);
        assertEquals(1, summary.precision());
        assertEquals(new Rouge(0, 0, 0), Rouge.ofSubsequence("...", "a"));
    }

    @Test
    void listsOfOneClassAreThatClass() {
        Classification all =
                Classification.of(List.of(1L, 0L, 1L, 1L), List.of(List.of(1L), List.of(0L), List.of(0L), List.of(1L)));
        assertEquals("0.5773502691896258", Python.repr(all.matthews()));
        assertThrows(FormatException.class, () -> Classification.of(List.of(1L, 0L), List.of(List.of(1L), 0L)));
    }

    @Test
    void anAnswerOfWhichNothingIsLeftHasNoMatch() {
        assertEquals("nan", Python.repr(ExactMatch.score(List.of("four"), List.of(List.of()), Map.of())));
    }
}
