package org.menura.verify.watermark;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.verify.Check;
import org.menura.verify.folder.FolderCases;

class WatermarkCaseTest {
    private static final Path RECORDED = Path.of("src/test/resources/watermark");

    @Test
    void theRecordedOutputsAreReached() {
        assertTrue(FolderCases.isIn(RECORDED));
        List<Check> checks = FolderCases.verify(RECORDED);
        checks.forEach(check -> assertTrue(check.ok(), check::toString));
        assertTrue(checks.size() > 40, "" + checks.size());
    }

    @Test
    void otherOutputsAreFound(@TempDir Path folder) throws IOException {
        change(folder, "kgw-logits.jsonl", "\"logits_formula_s\":1,", "\"logits_formula_s\":2,");
        change(folder, "kgw-greenlists.jsonl", "\"hashing_key\":15485863", "\"hashing_key\":15485864");
        change(folder, "synthid-gvalues.jsonl", "\"ngram_len\":5,\"keys\":[654", "\"ngram_len\":5,\"keys\":[655");
        List<Check> checks = FolderCases.verify(folder);
        for (String kind : List.of("kgw logits", "kgw green lists", "synthid g-values")) {
            assertTrue(checks.stream().anyMatch(c -> !c.ok() && c.output().startsWith(kind)), kind);
        }
    }

    @Test
    void shufflesMayHaveAnyLength(@TempDir Path folder) throws IOException {
        String drawn = "\"python_randrange_1000\": [640, 594, 67]}";
        Path file = folder.resolve("generators.jsonl");
        Files.writeString(file, "{\"seed\": 3, \"python_shuffle_range5\": [0, 2, 3, 4, 1], " + drawn);
        FolderCases.verify(folder).forEach(check -> assertTrue(check.ok(), check::toString));
        Files.writeString(file, "{\"seed\": 3, " + drawn);
        String message = assertThrows(FormatException.class, () -> FolderCases.verify(folder))
                .getMessage();
        assertTrue(message.contains("without a shuffle"), message);
    }

    @Test
    void posteriorsMayBeMissingAndIdsAreNumbers(@TempDir Path folder) throws IOException {
        change(folder, "synthid-gvalues.jsonl", "{", "{");
        Path scores = folder.resolve("synthid-detectors.jsonl");
        List<String> lines = Files.readAllLines(RECORDED.resolve(scores.getFileName())).stream()
                .filter(line -> !line.contains("\"type\":\"weights\""))
                .map(line -> line.replaceAll(",\\s*\"bayesian_posterior\":\\s*[^,}]+", ""))
                .toList();
        Files.write(scores, lines);
        FolderCases.verify(folder).forEach(check -> assertTrue(check.ok(), check::toString));
        Files.delete(scores);
        String logits = Files.readString(RECORDED.resolve("kgw-logits.jsonl"));
        Files.writeString(
                folder.resolve("kgw-logits.jsonl"),
                logits.replaceFirst("\"processed_sample\":\\{\"\\d+\"", "\"processed_sample\":{\"abc\""));
        String message = assertThrows(FormatException.class, () -> FolderCases.verify(folder))
                .getMessage();
        assertTrue(message.contains("must be the id of a token, not 'abc'"), message);
    }

    private static void change(Path folder, String file, String old, String other) throws IOException {
        String text = Files.readString(RECORDED.resolve(file));
        assertTrue(text.contains(old), old);
        Files.writeString(folder.resolve(file), text.replace(old, other));
    }

    @Test
    void damagedRecordsGiveASentence(@TempDir Path folder) throws IOException {
        Random random = new Random(3);
        List<Path> files;
        try (Stream<Path> all = Files.list(RECORDED)) {
            files = all.filter(f -> f.toString().endsWith(".jsonl") && !f.endsWith("generators.jsonl"))
                    .sorted()
                    .toList();
        }
        int wrong = 0;
        for (int round = 0; round < 60; round++) {
            Path file = files.get(round % files.size());
            byte[] bytes =
                    Files.readString(file).lines().findFirst().orElseThrow().getBytes();
            for (int i = 0; i < 2; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) (32 + random.nextInt(95));
            }
            Path damaged = Files.createDirectories(folder.resolve("" + round));
            Files.write(damaged.resolve(file.getFileName()), bytes);
            try {
                wrong += FolderCases.verify(damaged).stream().allMatch(Check::ok) ? 0 : 1;
            } catch (FormatException | IllegalArgumentException e) {
                wrong++;
                assertFalse(String.valueOf(e.getMessage()).isBlank());
            }
        }
        assertTrue(wrong > 30, "" + wrong);
    }
}
