package org.menura.data.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.Cursor;
import org.menura.data.dolma.Document;
import org.menura.data.plan.Options;
import org.menura.format.FormatException;

class WarcSourceTest {
    private static final String PAGE =
            "<html lang=de><head><title>Der Titel</title></head><body><nav><a href=/>Start</a></nav>"
                    + "<article><h1>Der Titel</h1><p>"
                    + "Ein Satz über Käse, der lang genug ist, um ein Absatz zu sein. ".repeat(4)
                    + "</p></article><footer>Impressum</footer></body></html>";

    @TempDir
    private Path folder;

    private static String record(String type, String fields, String block) {
        int length = block.getBytes(StandardCharsets.ISO_8859_1).length;
        return "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Target-URI: http://example.org/\r\n%sContent-Length: %d\r\n\r\n%s\r\n\r\n"
                .formatted(type, fields, length, block);
    }

    private List<Document> read(String yaml) throws IOException {
        String archive = record("warcinfo", "", "software: test")
                + record(
                        "response",
                        "WARC-Record-ID: <urn:uuid:1>\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=ISO-8859-1\r\n\r\n" + PAGE)
                + record("response", "", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n" + PAGE)
                + record("response", "", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nx")
                + record("response", "", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nplain text")
                + record("conversion", "Content-Type: text/plain\r\n", "text of a WET file");
        Path file = folder.resolve("a.warc");
        Files.write(file, archive.getBytes(StandardCharsets.ISO_8859_1));
        WarcSource source = new WarcSource();
        assertTrue(source.matches(file));
        Options options = yaml.isEmpty() ? Options.none() : Options.parse(yaml, "plan.yaml", folder);
        List<Document> documents = new ArrayList<>();
        try (Cursor<Document> cursor = source.create(options).open(file)) {
            for (Document d = cursor.next(); d != null; d = cursor.next()) {
                documents.add(d);
            }
        }
        return documents;
    }

    @Test
    void pagesBecomeDocuments() throws IOException {
        List<Document> documents = read("");
        assertEquals(3, documents.size());
        Document page = documents.getFirst();
        assertEquals("urn:uuid:1", page.id());
        assertEquals("web", page.source());
        assertEquals("2026-01-01T00:00:00Z", page.created());
        assertTrue(page.text().contains("Ein Satz über Käse"), page.text());
        assertTrue(!page.text().contains("Impressum") && !page.text().contains("Start"), page.text());
        assertEquals("Der Titel", page.metadata("title").asText());
        assertEquals("de", page.metadata("html_lang").asText());
        assertEquals("http://example.org/", page.metadata("url").asText());
        assertEquals("plain text", documents.get(1).text());
        assertEquals("text of a WET file", documents.get(2).text());
    }

    @Test
    void typesAndIdsCanBeChosen() throws IOException {
        assertEquals(
                List.of("plain text", "text of a WET file"),
                read("types: text/plain").stream().map(Document::text).toList());
        assertEquals("http://example.org/", read("id: url").getFirst().id());
        assertThrows(FormatException.class, () -> read("types: [image/png]"));
    }

    @Test
    void htmlCanBeKept() throws IOException {
        assertEquals(PAGE, read("text: html\nsource: crawl").getFirst().text());
    }
}
