package org.menura.verify.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.tensor.Rng;
import org.menura.verify.Check;
import org.menura.verify.folder.FolderCases;

class DetectionFolderTest {
    @TempDir
    private Path folder = Path.of("");

    private String put(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(DetectionFolderTest.class.getResourceAsStream(name))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(folder.resolve(name), text);
            return text;
        }
    }

    @Test
    void scoresAndFiguresAreMadeAgain() throws IOException {
        assertFalse(FolderCases.isIn(folder));
        put("scores.jsonl");
        assertTrue(FolderCases.isIn(folder));
        put("roc.jsonl");
        List<Check> checks = FolderCases.verify(folder);
        assertEquals(8, checks.size());
        assertTrue(checks.stream().allMatch(Check::ok), checks.toString());
    }

    @Test
    void wrongScoresAndFiguresAreSeen() throws IOException {
        String scores = put("scores.jsonl");
        Files.writeString(folder.resolve("scores.jsonl"), scores.replaceFirst("\"lrr\": \"\\d", "\"lrr\": \"9"));
        String curves = put("roc.jsonl");
        Files.writeString(folder.resolve("roc.jsonl"), curves.replaceFirst("\"0.05\": \"0\\.\\d", "\"0.05\": \"0.99"));
        List<Check> checks = FolderCases.verify(folder);
        assertEquals(2, checks.stream().filter(c -> !c.ok()).count(), checks.toString());
    }

    @Test
    void aCurveWithoutFiguresIsNoAgreement() throws IOException {
        Files.writeString(folder.resolve("roc.jsonl"), "{\"real\": [0.1, 0.2], \"samples\": [0.3, 0.4]}\n");
        List<Check> checks = FolderCases.verify(folder);
        assertFalse(checks.getFirst().ok(), checks.toString());
    }

    @Test
    void damagedRecordsAreSentences() throws IOException {
        byte[] scores = put("scores.jsonl").getBytes(StandardCharsets.UTF_8);
        byte[] curves = put("roc.jsonl").getBytes(StandardCharsets.UTF_8);
        Rng random = new Rng(4);
        for (int i = 0; i < 200; i++) {
            Files.write(folder.resolve("scores.jsonl"), mutated(scores, random));
            Files.write(folder.resolve("roc.jsonl"), mutated(curves, random));
            try {
                DetectionFolder.verify(folder);
            } catch (FormatException e) {
                assertTrue(String.valueOf(e.getMessage()).length() > 10);
            }
        }
    }

    private static byte[] mutated(byte[] bytes, Rng random) {
        byte[] out = bytes.clone();
        for (int i = 0; i < 4; i++) {
            out[random.nextInt(out.length)] = (byte) (32 + random.nextInt(95));
        }
        return out;
    }
}
