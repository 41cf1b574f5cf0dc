package org.menura.data.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.dolma.Document;
import org.menura.data.dolma.RowId;
import org.menura.data.source.Compression;
import org.menura.format.FormatException;

/** Plans from files to files. */
@Tag("slow")
class PlanRunTest {
    private static final String PLAN = """
            sources:
              - path: in
            stages:
              - test-lengths
              - test-same-text
              - test-shared-words
              - length: {min: 3}
            sink:
              documents: out
              shards: 3
              compression: none
              embed_attributes: true
            """;

    @TempDir
    private Path folder;

    private RunReport run(Path at, String plan, int threads, long memory) throws IOException {
        RunSettings settings = new RunSettings(memory, threads, null, () -> false);
        return PlanRun.run(Corpora.plan(at, plan), new LocalRunner(threads), settings, RunListener.NONE);
    }

    @Test
    void resultsAreTheSameHoweverRowsAreSplit() throws IOException {
        List<ObjectNode> rows = Corpora.documents(400, 7);
        Map<String, String> first = new HashMap<>();
        int[][] ways = {{1, 1, 1 << 28}, {7, 2, 1 << 17}, {64, 3, 1 << 28}};
        for (int[] way : ways) {
            Path at = folder.resolve("way" + way[0]);
            Corpora.write(at.resolve("in"), rows, way[0], way[0], way[0] == 7 ? Compression.GZIP : Compression.NONE);
            RunReport report = run(at, PLAN, way[1], way[2]);
            assertEquals(400, report.read());
            Map<String, String> hashes = Corpora.hashes(at.resolve("out/documents"));
            assertEquals(3, hashes.size());
            if (first.isEmpty()) {
                first.putAll(hashes);
            }
            assertEquals(first, hashes);
            assertFalse(Files.exists(at.resolve("out/ledger/work")));
        }
    }

    @Test
    void whatIsJoinedIsWhatASearchFinds() throws IOException {
        List<ObjectNode> rows = Corpora.documents(300, 3);
        Corpora.write(folder.resolve("in"), rows, 3, 1, Compression.ZSTD);
        run(
                folder,
                "sources: [{path: in}]\nstages: [test-shared-words]\nsink: {documents: out, compression: none}",
                2,
                1 << 20);
        List<RowId> ids = rows.stream().map(r -> RowId.of(new Document(r))).toList();
        Set<String> kept = new HashSet<>();
        boolean[] seen = new boolean[rows.size()];
        for (int i = 0; i < seen.length; i++) {
            if (seen[i]) {
                continue;
            }
            List<Integer> component = new ArrayList<>(List.of(i));
            seen[i] = true;
            for (int k = 0; k < component.size(); k++) {
                Set<String> words = words(rows.get(component.get(k)));
                for (int j = 0; j < seen.length; j++) {
                    if (!seen[j] && words(rows.get(j)).stream().anyMatch(words::contains)) {
                        seen[j] = true;
                        component.add(j);
                    }
                }
            }
            int smallest = component.stream()
                    .min((a, b) -> ids.get(a).compareTo(ids.get(b)))
                    .orElseThrow();
            kept.add(rows.get(smallest).get("text").asText() + " of " + component.size());
        }
        List<String> found = Corpora.read(folder.resolve("out/documents/part-00000.jsonl")).stream()
                .map(r -> r.get("text").asText())
                .toList();
        assertEquals(kept, new HashSet<>(found));
        assertEquals(kept.size(), found.size());
    }

    private static Set<String> words(ObjectNode row) {
        return new HashSet<>(List.of(row.get("text").asText().split(" ")));
    }

    @Test
    void aRunThatWasStoppedGoesOn() throws IOException {
        List<ObjectNode> rows = Corpora.documents(120, 5);
        Path whole = folder.resolve("whole");
        Corpora.write(whole.resolve("in"), rows, 5, 1, Compression.NONE);
        run(whole, PLAN, 2, 1 << 20);
        Path broken = folder.resolve("broken");
        Corpora.write(broken.resolve("in"), rows, 5, 1, Compression.NONE);
        int stops = 0;
        for (int allowed = 1; ; allowed += 40) {
            AtomicInteger left = new AtomicInteger(allowed);
            RunSettings settings = new RunSettings(1 << 20, 2, null, () -> left.decrementAndGet() < 0);
            try {
                PlanRun.run(Corpora.plan(broken, PLAN), new LocalRunner(2), settings, RunListener.NONE);
                break;
            } catch (CancellationException _) {
                stops++;
            }
        }
        assertTrue(stops > 2, stops + " stops");
        assertEquals(Corpora.hashes(whole.resolve("out/documents")), Corpora.hashes(broken.resolve("out/documents")));
    }

    @Test
    void attributesHaveTheRowsOfTheirDocuments() throws IOException {
        List<ObjectNode> rows = Corpora.documents(150, 9);
        Path corpus = folder.resolve("corpus");
        Corpora.write(corpus, rows, 2, 1, Compression.GZIP);
        run(
                folder,
                "sources: [{path: corpus}]\nstages: [test-lengths: {experiment: exp}]\nsink: {attributes: exp}",
                2,
                1 << 20);
        for (String name : List.of("part0.jsonl.gz", "part1.jsonl.gz")) {
            List<ObjectNode> documents =
                    Corpora.read(corpus.resolve("documents").resolve(name));
            List<ObjectNode> attributes =
                    Corpora.read(corpus.resolve("attributes/exp").resolve(name));
            assertEquals(documents.size(), attributes.size());
            for (int i = 0; i < documents.size(); i++) {
                String text = documents.get(i).get("text").asText();
                int length = text.codePointCount(0, text.length());
                assertEquals(
                        "{\"id\":\"%s\",\"attributes\":{\"exp__lengths__code_points\":[[0,%d,%d.0]]}}"
                                .formatted(documents.get(i).get("id").asText(), length, length),
                        attributes.get(i).toString());
            }
        }
        RunReport mixed = run(folder, """
                sources: [{path: corpus/documents, attributes: exp}]
                stages:
                  - filter: {exclude: ["$.attributes[?(@.exp__lengths__code_points[0][2] > 10)]"]}
                  - replace_spans: {rules: [{span: $.attributes.exp__lengths__code_points, min_score: 8, replacement: "[{}]"}]}
                sink: {documents: mixed, order: input}
                """, 2, 1 << 20);
        assertTrue(mixed.written() > 0 && mixed.written() < 150);
        for (ObjectNode row : Corpora.read(folder.resolve("mixed/documents/part0.jsonl.gz"))) {
            String text = row.get("text").asText();
            assertEquals(text.codePointCount(0, text.length()) >= 8, text.startsWith("[") && text.endsWith("]"), text);
        }
    }

    @Test
    void missingAttributesAreAnError() throws IOException {
        Corpora.write(folder.resolve("corpus"), Corpora.documents(5, 9), 1, 1, Compression.NONE);
        String plan = "sources: [{path: corpus, attributes: [none]}]\nsink: {documents: out}";
        FormatException e = assertThrows(FormatException.class, () -> run(folder, plan, 1, 1 << 20));
        assertTrue(String.valueOf(e.getMessage()).contains("the attributes 'none' of"), e.getMessage());
    }

    @Test
    void aStageThatTouchesNothingIsAWarning() throws IOException {
        Corpora.write(folder.resolve("corpus"), Corpora.documents(5, 9), 1, 1, Compression.NONE);
        String plan = "sources: [{path: corpus}]\nstages: [length: {min: 1}]\nsink: {documents: out}";
        assertEquals(
                List.of("stage 1, length, touched none of 5 rows"),
                run(folder, plan, 1, 1 << 20).warnings());
    }

    @Test
    void aRunOverOtherInputsIsRefused() throws IOException {
        Corpora.write(folder.resolve("in"), Corpora.documents(20, 9), 1, 1, Compression.NONE);
        String plan = "sources: [{path: in}]\nsink: {documents: out}";
        run(folder, plan, 1, 1 << 20);
        assertEquals(20, run(folder, plan, 1, 1 << 20).written());
        Corpora.write(folder.resolve("in"), Corpora.documents(20, 9), 2, 1, Compression.NONE);
        FormatException e = assertThrows(FormatException.class, () -> run(folder, plan, 1, 1 << 20));
        assertTrue(String.valueOf(e.getMessage()).contains("holds a run over other inputs"), e.getMessage());
    }
}
