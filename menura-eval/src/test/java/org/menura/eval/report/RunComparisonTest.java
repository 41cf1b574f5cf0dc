package org.menura.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;

/** Runs in the layout of lm-evaluation-harness, read and compared. */
class RunComparisonTest {
    private static final String DATE = "2026-11-27T08-00-00.000001";

    @TempDir
    private Path folder;

    private Path run(String name, boolean[] right, double[] likelihoods, String limit) throws IOException {
        Path in = Files.createDirectories(folder.resolve(name).resolve("some__model"));
        double acc = 0;
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < right.length; i++) {
            acc += right[i] ? 1.0 / right.length : 0;
            lines.add(
                    "{\"doc_id\":%d,\"filter\":\"none\",\"metrics\":[\"acc\"],\"doc_hash\":\"d%d\",\"prompt_hash\":\"p\",\"acc\":%s}"
                            .formatted(i, i, right[i] ? "1.0" : "0.0"));
        }
        Files.write(in.resolve("samples_quiz_%s.jsonl".formatted(DATE)), lines);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < likelihoods.length; i++) {
            texts.add(
                    "{\"doc_id\":%d,\"filter\":\"none\",\"doc_hash\":\"t%d\",\"prompt_hash\":\"p\",\"bits_per_byte\":[%s,100]}"
                            .formatted(i, i, likelihoods[i]));
        }
        Files.write(in.resolve("samples_texts_%s.jsonl".formatted(DATE)), texts);
        Files.writeString(in.resolve("results_%s.json".formatted(DATE)), """
                {"results": {"quiz": {"alias": "quiz", "acc,none": %s, "acc_stderr,none": 0.05},
                             "texts": {"alias": " - texts", "bits_per_byte,none": 1.5, "bits_per_byte_stderr,none": "N/A"}},
                 "group_subtasks": {"all": ["quiz", "texts"]},
                 "versions": {"quiz": 1.0, "texts": 2}, "n-shot": {"quiz": 5, "texts": 0},
                 "higher_is_better": {"quiz": {"acc": true}, "texts": {"bits_per_byte": false}},
                 "n-samples": {"quiz": {"original": 200, "effective": %d}},
                 "config": {"model": "hf", "limit": %s}, "model_name": "%s"}
                """.formatted(acc, right.length, limit, name));
        return folder.resolve(name);
    }

    private static boolean[] right(int count, int from, int to) {
        boolean[] out = new boolean[count];
        for (int i = from; i < to; i++) {
            out[i] = true;
        }
        return out;
    }

    private static double[] likelihoods(double factor) {
        double[] out = new double[50];
        for (int i = 0; i < out.length; i++) {
            out[i] = -factor * (90 + i % 13);
        }
        return out;
    }

    @Test
    void tellsWhatIsBetterAndWhatMayBeChance() throws IOException {
        RunResults a = RunResults.open(run("first", right(100, 0, 60), likelihoods(1), "null"));
        RunResults b = RunResults.open(run("second", right(100, 0, 62), likelihoods(0.9), "null"));
        RunResults c = RunResults.open(run("third", right(100, 0, 80), likelihoods(1), "null"));
        RunComparison compared = RunComparison.of(List.of(a, b, c));
        assertEquals(4, compared.lines().size());
        RunComparison.Line quiz = compared.lines().getFirst();
        assertEquals("no difference shown", quiz.verdict());
        assertEquals(0.5, Objects.requireNonNull(quiz.outcome()).p(), 1e-12);
        assertEquals(100, quiz.documents());
        RunComparison.Line third = compared.lines().get(1);
        assertEquals("better", third.verdict());
        assertEquals(0.2, Objects.requireNonNull(third.outcome()).difference(), 1e-12);
        RunComparison.Line texts = compared.lines().get(2);
        assertEquals("better", texts.verdict());
        assertTrue(Objects.requireNonNull(texts.outcome()).high() < 0, texts.toString());
        assertEquals("no difference shown", compared.lines().get(3).verdict());
        String shown = compared.markdown();
        assertTrue(shown.contains("|quiz "), shown);
        assertEquals("second", compared.toJson().at("/runs/1/model").asText());
        String page = HtmlReport.of(compared);
        assertTrue(page.contains("<svg") && page.contains("better"), "a page with plots");
        assertFalse(page.contains("<script") || page.contains("src="), "nothing is fetched");
    }

    @Test
    void whatKeepsRunsFromBeingComparedIsSaid() throws IOException {
        RunResults a = RunResults.open(run("whole", right(100, 0, 60), likelihoods(1), "null"));
        RunResults b = RunResults.open(run("part", right(40, 0, 20), likelihoods(1), "40"));
        RunComparison compared = RunComparison.of(List.of(a, b));
        assertTrue(compared.lines().getFirst().note().contains("60 documents are in one run alone"));
        assertTrue(compared.markdown().contains("limit: 40"), compared.markdown());
        assertThrows(FormatException.class, () -> RunComparison.of(List.of(a)));
        assertThrows(FormatException.class, () -> RunResults.open(folder.resolve("none")));
    }

    @Test
    void tablesAreThoseOfTheHarness() throws IOException {
        RunResults run = RunResults.open(run("model", right(40, 0, 25), likelihoods(1), "40"));
        List<String> lines = ResultsTable.markdown(run).lines().toList();
        assertEquals("|Tasks   |Version|Filter|n-shot|Metric       | | Value| |Stderr|        n|", lines.get(0));
        assertEquals("| - quiz |    1.0|none  |     5|acc          |↑|0.6250|±|0.0500|40 of 200|", lines.get(2));
        assertEquals("| - texts|      2|none  |     0|bits_per_byte|↓|1.5000| |      |         |", lines.get(3));
        assertTrue(ResultsTable.markdown(run).contains("limit: 40: the first documents of each task alone"));
        assertEquals("0.9062", ResultsTable.number(0.90625));
        assertTrue(HtmlReport.of(run).contains("limit: 40"));
    }
}
