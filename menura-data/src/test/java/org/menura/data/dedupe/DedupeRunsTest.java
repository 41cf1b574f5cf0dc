package org.menura.data.dedupe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.data.dolma.Document;
import org.menura.data.engine.LocalRunner;
import org.menura.data.engine.PlanRun;
import org.menura.data.engine.RunListener;
import org.menura.data.engine.RunReport;
import org.menura.data.engine.RunSettings;
import org.menura.data.plan.Plan;

/** The stages in plans, from files to files: the same bytes however rows are split, ordered and worked on. */
@Tag("slow")
class DedupeRunsTest {
    @TempDir
    private Path folder;

    private static List<String> documents() {
        Random random = new Random(12);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            if (i > 5 && random.nextInt(3) == 0) {
                String before = texts.get(random.nextInt(i));
                texts.add(random.nextBoolean() ? before : before + "\nand an end of its own " + random.nextInt(1000));
                continue;
            }
            StringBuilder text = new StringBuilder();
            for (int p = 0; p < 4; p++) {
                text.append(p == 2 && random.nextBoolean() ? "a paragraph that many have, 😀 and all" : "p");
                for (int w = 0; w < 30; w++) {
                    text.append(" w").append(random.nextInt(4000));
                }
                text.append('\n');
            }
            texts.add(text.toString());
        }
        List<String> lines = new ArrayList<>();
        for (String text : texts) {
            lines.add(Document.of("d" + lines.size() / 2, text, "s").row().toString());
        }
        return lines;
    }

    private List<String> run(String stage, int files, int threads) throws IOException {
        Path at = folder.resolve("way" + files);
        Files.createDirectories(at.resolve("in/documents"));
        List<String> lines = documents();
        Collections.shuffle(lines, new Random(files));
        for (int f = 0; f < files; f++) {
            List<String> part = new ArrayList<>();
            for (int i = f; i < lines.size(); i += files) {
                part.add(lines.get(i));
            }
            Files.write(at.resolve("in/documents/p" + f + ".jsonl"), part);
        }
        Plan plan = Plan.parse(
                "sources: [{path: in}]%nstages: [%s]%nsink: {documents: out, compression: none, embed_attributes: true}"
                        .formatted(stage),
                "plan.yaml",
                at);
        RunReport report = PlanRun.run(
                plan, new LocalRunner(threads), new RunSettings(1 << 20, threads, null, () -> false), RunListener.NONE);
        assertTrue(report.stages().getFirst().counts().touched() > 0, stage);
        return Files.readAllLines(at.resolve("out/documents/part-00000.jsonl"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exact",
                "paragraphs",
                "paragraphs: {action: tag}",
                "minhash",
                "minhash: {words: normal}",
                "substrings: {words: 12}",
                "suffix_array: {length: 12}",
                "suffix_array: {unit: bytes, length: 60, action: tag}",
                "suffix_array: {unit: bytes, length: 60, chunk: 5000}"
            })
    void resultsAreTheSameHoweverRowsAreSplit(String stage) throws IOException {
        List<String> one = run(stage, 1, 1);
        assertTrue(!one.isEmpty());
        assertEquals(one, run(stage, 7, 3));
    }

    @Test
    void bothWaysToSubstringsWriteTheSame() throws IOException {
        List<String> windows = run("substrings: {words: 12}", 1, 2);
        assertEquals(windows, run("suffix_array: {length: 12}", 3, 2));
    }
}
