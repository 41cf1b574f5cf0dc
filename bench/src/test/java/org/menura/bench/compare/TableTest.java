package org.menura.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
    private static final Row DECODE =
            new Row("a", "tg64", "Generating", "Model A", Unit.TOKENS_PER_SECOND, new Goal.Ratio(1.0, 1.15));
    private static final Row PREFILL =
            new Row("a", "pp512", "Reading", "Model A", Unit.TOKENS_PER_SECOND, new Goal.Ratio(1.2, 1.6));
    private static final Row OTHER_DECODE =
            new Row("b", "tg64", "Generating", "Model B", Unit.TOKENS_PER_SECOND, new Goal.Ratio(1.0, 1.3));

    @TempDir
    private Path folder;

    private static Contest contest(String name, Row... rows) {
        return new Contest(name, List.of(rows), _ -> List.of());
    }

    @Test
    void groupsStandTogetherAndPeersAreJudged() throws IOException {
        Journal journal = Journal.begin(folder.resolve("journal.jsonl"));
        List<String> asked = List.of("tg64", "pp512");
        journal.add("a", "Menura", 0, asked, Map.of("tg64", List.of(24.0), "pp512", List.of(100.0)));
        journal.add("a", "llama.cpp", 0, asked, Map.of("tg64", List.of(20.0), "pp512", List.of(200.0)));
        journal.add("a", "Jlama", 0, asked, Map.of("tg64", List.of(12.0)));
        journal.add("b", "Menura", 0, List.of("tg64"), Map.of("tg64", List.of(5.0)));
        Table table = new Table(List.of(contest("a", DECODE, PREFILL), contest("b", OTHER_DECODE)), journal);
        assertEquals("""
                | work | unit | Menura | peer | | ratio | at least / aim | |
                |---|---|---|---|---|---|---|---|
                | **Generating** | | | | | | | |
                | Model A | tokens/s | 24.0 [24.0–24.0] | 20.0 [20.0–20.0] | llama.cpp | 1.20 | 1.00 / 1.15 | aim reached |
                | Model A | tokens/s | 24.0 [24.0–24.0] | 12.0 [12.0–12.0] | Jlama | 2.00 | 1.00 / 1.00 | aim reached |
                | Model B | tokens/s | 5.00 [5.00–5.00] |  |  |  |  |  |
                | **Reading** | | | | | | | |
                | Model A | tokens/s | 100 [100–100] | 200 [200–200] | llama.cpp | 0.50 | 1.20 / 1.60 | **missed** |
                """, table.markdown());
    }

    @Test
    void aRowBesideAnotherOfItsOwn() throws IOException {
        Row near =
                new Row("c", "@1000", "Far", "Model, after 1,000", Unit.MILLISECONDS, new Goal.Ratio(0.95, 1), "@1000");
        Row far =
                new Row("c", "@9000", "Far", "Model, after 9,000", Unit.MILLISECONDS, new Goal.Ratio(0.95, 1), "@1000");
        Journal journal = Journal.begin(folder.resolve("journal.jsonl"));
        journal.add("c", "Menura", 0, List.of(), Map.of("@1000", List.of(1.0), "@9000", List.of(1.02)));
        List<Table.Line> lines = new Table(List.of(contest("c", near, far)), journal).lines();
        assertEquals(Goal.Verdict.NOT_JUDGED, lines.get(0).verdict());
        assertEquals(Goal.Verdict.REACHED, lines.get(1).verdict());
        assertEquals("itself, after 1,000", lines.get(1).engine());
    }

    @Test
    void aJournalGoesOnWhereItWasCutOff() throws IOException {
        Path file = folder.resolve("journal.jsonl");
        Journal first = Journal.begin(file);
        first.add("a", "Menura", 0, List.of("tg64", "pp512"), Map.of("tg64", List.of(1.0, 2.0)));
        Files.writeString(file, "{\"contest\": \"a\", \"eng", StandardOpenOption.APPEND);
        Journal second = Journal.resume(file);
        assertTrue(second.has(DECODE, "Menura", 0));
        assertTrue(second.has(PREFILL, "Menura", 0), "asked for, though not measured");
        assertFalse(second.has(DECODE, "Menura", 1));
        assertFalse(second.has(DECODE, "llama.cpp", 0));
        second.add("a", "Menura", 1, List.of("tg64"), Map.of("tg64", List.of(3.0)));
        assertEquals(
                Map.of("Menura", List.of(1.0, 2.0, 3.0)), Journal.resume(file).of(DECODE));
    }

    @Test
    void onlyThePartBetweenTheMarksIsReplaced() {
        assertEquals(
                "before\n<!-- results -->\nnew\n<!-- /results -->\nafter",
                Report.replaced("before\n<!-- results -->\nold\nold\n<!-- /results -->\nafter", "results", "new\n"));
        assertThrows(IllegalArgumentException.class, () -> Report.replaced("no marks", "results", "new"));
    }
}
