package org.menura.eval.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;

class LearnDocumentsTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsHeldOutDependsOnTextsAlone() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            lines.add("{\"text\":\"story %d\"}".formatted(i));
        }
        LearnDocuments.Parts parts = new LearnDocuments(false, lines).split(0.2, 5);
        assertEquals(4, parts.heldOut().size());
        assertEquals(16, parts.learned().size());
        Collections.reverse(lines);
        LearnDocuments.Parts others = new LearnDocuments(false, lines).split(0.2, 5);
        assertEquals(
                List.copyOf(parts.heldOut().lines()), others.heldOut().lines().reversed());
        assertEquals(
                parts.learned().lines(),
                parts.learned().without(parts.heldOut()).lines());
    }

    @Test
    void textsAreReadByTheirLayout() throws IOException {
        Path plain = Files.writeString(folder.resolve("a.txt"), "One\ntwo.\n\n\nThree.\n\nThree.");
        assertEquals(
                List.of("{\"text\":\"One\\ntwo.\"}", "{\"text\":\"Three.\"}"),
                LearnDocuments.read(List.of(plain), null).lines());
        assertEquals(1, LearnDocuments.read(List.of(plain), "###").size());
    }

    @Test
    void brokenFilesAreRefusedInASentence() throws IOException {
        byte[] bytes = """
                {"text": "A story."}
                {"text": "Another story, longer than the first.", "id": 7}
                """.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            byte[] broken = bytes.clone();
            for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            try {
                assertTrue(LearnDocuments.read(List.of(Files.write(folder.resolve("b.jsonl"), broken)), null)
                                .size()
                        > 0);
            } catch (FormatException | UncheckedIOException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("b.jsonl"), e.toString());
            }
        }
    }

    @Test
    void aGainCountsOnceItsIntervalIsBelow() {
        double[] bytes = new double[40];
        double[] before = new double[40];
        double[] better = new double[40];
        double[] noise = new double[40];
        for (int i = 0; i < 40; i++) {
            bytes[i] = 100;
            before[i] = 200;
            better[i] = 190 + i % 3;
            noise[i] = 200 + (i % 2 == 0 ? 12 : -13);
        }
        DocumentBits old = new DocumentBits(before, bytes);
        BitsChange gain = BitsChange.of(old, new DocumentBits(better, bytes));
        assertEquals(-0.0903, gain.change(), 1e-3);
        assertTrue(gain.low() < gain.change() && gain.change() < gain.high() && gain.high() < -0.08, gain.toString());
        BitsChange nothing = BitsChange.of(old, new DocumentBits(noise, bytes));
        GateReport.Old kept = new GateReport.Old("old", nothing, 0.05);
        assertTrue(kept.passes());
        assertTrue(new GateReport(gain, 0.05, List.of(kept), List.of()).isKept());
        assertTrue(!new GateReport(gain, 0.09, List.of(kept), List.of()).isKept());
        assertTrue(!new GateReport(nothing, 0, List.of(kept), List.of()).isKept());
        assertTrue(!new GateReport(gain, 0, List.of(new GateReport.Old("old", nothing, 0.03)), List.of()).isKept());
        GateReport.Task task = new GateReport.Task("t", "acc", 0.5, 0.4, 0.1, 0.05);
        assertTrue(!new GateReport(gain, 0, List.of(kept), List.of(task)).isKept());
    }
}
