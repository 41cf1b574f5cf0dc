package org.menura.verify.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.verify.Check;
import org.menura.verify.folder.FolderCases;

@Tag("slow")
class CorpusCasesTest {
    @TempDir
    private Path folder;

    private List<Check> run() {
        assertTrue(FolderCases.isIn(folder));
        return FolderCases.verify(folder);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            packed.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return out.toByteArray();
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void archivesAreHeldAgainstTheirRecords() throws IOException, NoSuchAlgorithmException {
        String block =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        String record =
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.org/\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
                        .formatted(block.length(), block);
        Files.write(folder.resolve("x.warc.gz"), gzip(record));
        String line =
                "{\"type\": \"response\", \"uri\": \"http://a.org/\", \"date\": null, \"content_length\": %d, \"block_sha256\":"
                        + " \"%s\", \"status\": 200, \"content_type\": \"text/plain\", \"dechunked\": true, \"body_length\": 3, \"body_sha256\": \"%s\"}";
        Path records = folder.resolve("x.records.jsonl");
        Files.writeString(records, line.formatted(block.length(), sha256(block), sha256("abc")));
        assertTrue(run().stream().allMatch(Check::ok), () -> run().toString());
        Files.writeString(records, line.formatted(block.length(), sha256(block), sha256("abd")));
        List<Check> wrong = run().stream().filter(c -> !c.ok()).toList();
        assertEquals(1, wrong.size());
        assertTrue(wrong.getFirst().note().contains("body_sha256"), wrong.toString());
        Files.writeString(records, "");
        assertFalse(run().stream().allMatch(Check::ok));
    }

    @Test
    void nearDuplicatesAreHeldAgainstTheory() throws IOException {
        Random random = new Random(4);
        List<List<String>> texts = new ArrayList<>();
        StringBuilder documents = new StringBuilder();
        StringBuilder pairs = new StringBuilder();
        for (int d = 0; d < 60; d++) {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                words.add(
                        d % 2 == 0 || i < d % 20 * 3
                                ? "w" + random.nextInt(100_000)
                                : texts.get(d - 1).get(i));
            }
            texts.add(words);
            documents.append("{\"id\": \"d%d\", \"text\": \"%s\"}%n".formatted(d, String.join(" ", words)));
        }
        for (int a = 0; a < texts.size(); a++) {
            for (int b = a + 1; b < texts.size(); b++) {
                Set<String> union = grams(texts.get(a));
                Set<String> shared = grams(texts.get(a));
                union.addAll(grams(texts.get(b)));
                shared.retainAll(grams(texts.get(b)));
                double jaccard = (double) shared.size() / union.size();
                if (jaccard >= 0.05) {
                    pairs.append(
                            "{\"a\": \"d%d\", \"b\": \"d%d\", \"shared\": %d, \"jaccard\": \"%s\", \"candidate_probability_14x8\": \"%s\"}%n"
                                    .formatted(
                                            a, b, shared.size(), jaccard, 1 - Math.pow(1 - Math.pow(jaccard, 8), 14)));
                }
            }
        }
        Files.writeString(folder.resolve("documents.jsonl"), documents);
        Files.writeString(folder.resolve("pairs.jsonl"), pairs);
        List<Check> checks = run();
        assertTrue(checks.stream().limit(2).allMatch(Check::ok), checks.toString());
        assertTrue(checks.size() > 4);
        Files.writeString(folder.resolve("pairs.jsonl"), pairs.substring(pairs.indexOf("\n") + 1));
        assertFalse(run().get(1).ok(), "a pair that is not listed");
    }

    private static Set<String> grams(List<String> words) {
        Set<String> grams = new LinkedHashSet<>();
        for (int i = 0; i + 5 <= words.size(); i++) {
            grams.add(String.join(" ", words.subList(i, i + 5)));
        }
        return grams;
    }
}
