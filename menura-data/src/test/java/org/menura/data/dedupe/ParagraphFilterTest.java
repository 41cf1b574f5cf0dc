package org.menura.data.dedupe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

class ParagraphFilterTest {
    @TempDir
    private Path folder;

    @Test
    void spansAreDolmas() throws IOException {
        Path a = folder.resolve("a.jsonl");
        Files.writeString(a, """
                {"id": "1", "text": "shared line\\n\\n\\nmäß𝄞 \\ud834\\udd1e\\nend", "metadata": {"text": "x", "deep": [{"a": "}"}]}}
                {"source": "s", "text": "shared line\\nmäß𝄞 𝄞", "id": "2"}

                {"id": 3, "text": ""}
                """);
        Path b = folder.resolve("b.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(b))) {
            out.write("{\"text\": \"new\\nend\\n\\tshared line\", \"id\": \"4\\u00e9\"}"
                    .getBytes(StandardCharsets.UTF_8));
        }
        ParagraphFilter filter = new ParagraphFilter(BloomFilter.of(1000, 1e-6), "dup", false);
        ParagraphFilter.Counts counts = filter.run(List.of(a, b), folder.resolve("out"));
        assertEquals(4, counts.documents());
        assertEquals(8, counts.paragraphs());
        assertEquals(3, counts.duplicates());
        assertEquals("""
                {"id":"1","attributes":{"dup":[]}}
                {"id":"2","attributes":{"dup":[[0,12,1.0],[12,18,1.0]]}}
                {"id":3,"attributes":{"dup":[]}}
                """, Files.readString(folder.resolve("out/a.jsonl")));
        assertTrue(Files.exists(folder.resolve("out/b.jsonl.gz")));
        ParagraphFilter again = new ParagraphFilter(filter.filter(), "dup", true);
        assertEquals(8, again.run(List.of(a, b), folder.resolve("again")).duplicates());
    }

    @Test
    void aDamagedFileLeavesWhatWasThere() throws IOException {
        Path a = folder.resolve("a.jsonl");
        Files.writeString(a, "{\"id\": \"1\", \"text\": \"one\"}\n{\"id\": \"2\"");
        Path out = Files.createDirectory(folder.resolve("out"));
        Files.writeString(out.resolve("a.jsonl"), "before");
        ParagraphFilter filter = new ParagraphFilter(BloomFilter.of(1000, 1e-6), "dup", false);
        FormatException e = assertThrows(FormatException.class, () -> filter.run(List.of(a), out));
        assertTrue(e.getMessage().contains("a.jsonl, line 2 is no document"), e.getMessage());
        assertEquals("before", Files.readString(out.resolve("a.jsonl")));
        assertFalse(Files.exists(out.resolve("a.jsonl.part")));
    }

    @Test
    void linesOfWhiteSpaceAreNoParagraphs() throws IOException {
        Path a = folder.resolve("a.jsonl");
        String blank = "\\u0085\\n\\u00a0 \\n\\u3000\\n\\u2028\\n\\t\\n";
        Files.writeString(
                a, "{\"id\": 1, \"text\": \"%s\\u001c\\n\\u200b\"}\n".repeat(2).formatted(blank, blank));
        ParagraphFilter filter = new ParagraphFilter(BloomFilter.of(1000, 1e-9), "dup", false);
        assertEquals(4, filter.run(List.of(a), folder.resolve("out")).paragraphs());
        assertTrue(Files.readString(folder.resolve("out/a.jsonl"))
                .endsWith("{\"id\":1,\"attributes\":{\"dup\":[[11,13,1.0],[13,14,1.0]]}}\n"));
    }

    @Test
    void paragraphsAreKnownByTheirNGrams() throws IOException {
        Path a = folder.resolve("a.jsonl");
        Files.writeString(a, """
                {"id": "1", "text": "One two three four five six, seven.\\nshort"}
                {"id": "2", "text": "ONE two three four five six eight\\none two nine ten eleven twelve\\nshort"}
                """);
        ParagraphFilter filter =
                new ParagraphFilter(BloomFilter.of(1000, 1e-6), "dup", false, new ParagraphFilter.Overlap(3, 0.7));
        filter.run(List.of(a), folder.resolve("out"));
        assertEquals("""
                {"id":"1","attributes":{"dup":[]}}
                {"id":"2","attributes":{"dup":[[0,34,0.8],[65,70,1.0]]}}
                """, Files.readString(folder.resolve("out/a.jsonl")));
    }

    @Test
    void readsJsonAsAParserDoes() {
        Random random = new Random(2);
        String alphabet = "ab\"\\\n\t/é𝄞\u0001日 ";
        JsonText text = new JsonText();
        for (int i = 0; i < 2000; i++) {
            StringBuilder s = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                s.appendCodePoint(alphabet.codePoints()
                        .toArray()[random.nextInt((int) alphabet.codePoints().count())]);
            }
            String value = com.fasterxml.jackson.databind.node.TextNode.valueOf(s.toString())
                    .toString();
            byte[] line = ("{\"m\": [%s, {\"text\": 1}], \"text\" :%s,\"id\":%s}".formatted(value, value, value))
                    .getBytes(StandardCharsets.UTF_8);
            text.read(line, 0, line.length);
            assertEquals(s.toString(), new String(text.copy(), StandardCharsets.UTF_8));
            JsonNode id = Json.parse(
                    new String(line, text.idFrom(), text.idTo() - text.idFrom(), StandardCharsets.UTF_8), "id");
            assertEquals(s.toString(), id.asText());
        }
    }

    @Test
    void anyBytesAreReadOrRefused() {
        Random random = new Random(14);
        byte[] line = "{\"id\": \"1\", \"m\": [{\"a\": -1.5e3}, true], \"text\": \"a\\u00e9\\ud834\\udd1e\\n\\\"x\"}"
                .getBytes(StandardCharsets.UTF_8);
        JsonText text = new JsonText();
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = line.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) "\"\\{}[]:,u0 x".charAt(random.nextInt(12));
            }
            int to = random.nextInt(3) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
            try {
                text.read(bytes, 0, to);
                read++;
            } catch (FormatException e) {
                assertTrue(String.valueOf(e.getMessage()).startsWith("it "), e.getMessage());
            }
        }
        assertTrue(read > 1000, "few are read: " + read);
    }

    @Test
    void refusesWhatIsNoDocument() throws IOException {
        Path file = folder.resolve("bad.jsonl");
        for (String line : List.of(
                "{}",
                "[1]",
                "{\"id\": \"1\"}",
                "{\"id\": \"1\", \"text\": 5}",
                "{\"id\": \"1\", \"text\": \"x",
                "{\"text\": \"\\x\", \"id\": 1}",
                "x",
                "{\"id\":,\"text\":\"a\"}")) {
            Files.writeString(file, "{\"id\": \"0\", \"text\": \"fine\"}\n" + line + "\n");
            ParagraphFilter filter = new ParagraphFilter(BloomFilter.of(10, 0.01), "dup", false);
            FormatException e = assertThrows(
                    FormatException.class, () -> filter.run(List.of(file), folder.resolve("out")), () -> line);
            assertTrue(String.valueOf(e.getMessage()).contains("bad.jsonl, line 2"), e.getMessage());
        }
    }
}
