package org.menura.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.Cursor;
import org.menura.data.dolma.Document;
import org.menura.data.plan.Options;
import org.menura.data.plan.SourceType;
import org.menura.format.FormatException;

@Tag("slow")
class SourcesTest {
    @TempDir
    private Path folder;

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SourcesTest.class.getResourceAsStream("/corpus/" + name))) {
            return in.readAllBytes();
        }
    }

    private static List<Document> read(SourceType type, String options, Path file) {
        List<Document> all = new ArrayList<>();
        try (Cursor<Document> rows =
                type.create(Options.parse(options, "plan", Path.of(""))).open(file)) {
            for (Document row = rows.next(); row != null; row = rows.next()) {
                all.add(row);
            }
        }
        return all;
    }

    private Path jsonl(String... lines) throws IOException {
        return Files.write(folder.resolve("x.jsonl"), List.of(lines));
    }

    @Test
    void parquetRowsBecomeDocuments() throws IOException {
        for (String name : List.of("rows.parquet", "rows-gzip.parquet")) {
            Path file = Files.write(folder.resolve(name), resource(name));
            List<Document> rows = read(new ParquetSource(), "source: x", file);
            assertEquals(10, rows.size());
            assertEquals(
                    "{\"id\":\"a4\",\"text\":\"Text 4 é 😀\",\"source\":\"pq\",\"number\":4,\"real\":1.0,\"flag\":true,"
                            + "\"day\":\"2026-01-05\",\"at\":\"2026-01-01T12:00:04\",\"blob\":\"BP8=\",\"maybe\":null,"
                            + "\"tags\":[\"t0\"],\"meta\":{\"url\":\"http://x/4\",\"depth\":{\"n\":4}},\"price\":1.4}",
                    rows.get(4).row().toString());
        }
    }

    @Test
    void whatIsNoNumberIsNullInParquet() throws IOException {
        Path file = Files.write(folder.resolve("x.parquet"), resource("no-numbers.parquet"));
        assertEquals(
                List.of("1.5, 1.5, 1.5", "null, null, null", "null, null, null"),
                read(new ParquetSource(), "{}", file).stream()
                        .map(d -> "%s, %s, %s"
                                .formatted(
                                        d.row().get("f"),
                                        d.row().get("d"),
                                        d.row().get("h")))
                        .toList());
    }

    @Test
    void damagedParquetIsRefusedInASentence() throws IOException {
        Random random = new Random(5);
        byte[] whole = resource("rows.parquet");
        for (int i = 0; i < 120; i++) {
            byte[] bytes = whole.clone();
            for (int m = random.nextInt(4); m >= 0; m--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try (Cursor<Document> rows = ParquetSource.open(ByteBuffer.wrap(bytes), "damaged")) {
                for (int r = 0; r < 1000 && rows.next() != null; r++) {}
            } catch (FormatException e) {
                assertTrue(e.getMessage() != null && e.getMessage().indexOf('\n') < 0, e.getMessage());
            }
        }
    }

    @Test
    void rowsOfOtherLayoutsBecomeDocuments() throws IOException {
        Path file =
                jsonl("{\"content\":\"x\",\"key\":7,\"n\":1.50}", "", "{\"content\":\"y\",\"corpus\":\"c\",\"id\":3}");
        String options = "{text: content, id: key, source_field: corpus, source: mine}";
        List<Document> rows = read(new JsonLinesSource(), options, file);
        assertEquals(
                "{\"id\":\"7\",\"text\":\"x\",\"source\":\"mine\",\"n\":1.50}",
                rows.get(0).row().toString());
        assertEquals(64, rows.get(1).id().length());
        assertEquals("c", rows.get(1).source());
    }

    @Test
    void compressedFilesAreReadByTheirNames() throws IOException {
        for (Compression compression : Compression.values()) {
            Path file = folder.resolve("c.jsonl" + compression.suffix());
            for (int part = 0; part < 2; part++) { // two members behind each other, as appended files have them
                try (OutputStream out = compression.writer(Files.newOutputStream(
                        file, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND))) {
                    out.write("{\"id\":\"%d\",\"text\":\"t\",\"source\":\"\"}\n"
                            .formatted(part)
                            .getBytes(StandardCharsets.UTF_8));
                }
            }
            assertEquals(2, read(new JsonLinesSource(), "source: x", file).size(), compression.name());
        }
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        for (String end : List.of(".gz", ".zst")) {
            Path file = Files.writeString(folder.resolve("bad.jsonl" + end), "no such thing");
            FormatException e =
                    assertThrows(FormatException.class, () -> read(new JsonLinesSource(), "source: x", file));
            assertTrue(String.valueOf(e.getMessage()).contains("as its name says"), e.getMessage());
        }
        Path file = jsonl("{\"text\":\"ok\"}", "{\"text\":1}");
        FormatException e = assertThrows(FormatException.class, () -> read(new JsonLinesSource(), "source: x", file));
        assertTrue(
                String.valueOf(e.getMessage()).contains("x.jsonl, line 2: the field 'text' is no string"),
                e.getMessage());
    }

    @Test
    void halvesOfPairsAreReplaced() throws IOException {
        Path file = jsonl("{\"id\":\"\\ud83d\",\"text\":\"a\\ude00b \\ud83d\\ude00\",\"source\":\"s\"}");
        Document row = read(new JsonLinesSource(), "source: x", file).getFirst();
        assertEquals("a\ufffdb 😀", row.text());
        assertEquals("\ufffd", row.id());
    }
}
