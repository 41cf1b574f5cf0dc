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

    private static String identified(String type, String fields, String body) {
        return record(
                "response",
                type.isEmpty() ? "" : "WARC-Identified-Payload-Type: " + type + "\r\n",
                "HTTP/1.1 200 OK\r\n" + fields + "\r\n" + body);
    }

    /** As datatrove 0.10.1 does: what the archive found a page to be counts, and without it what it looks like. */
    @Test
    void whatAPageIsTheArchiveTells() throws IOException {
        String plain = "Content-Type: text/plain\r\n";
        List<Document> documents = read(
                identified("text/html", plain, PAGE)
                        + identified("application/xhtml+xml", "Content-Type: application/octet-stream\r\n", PAGE)
                        + identified("application/pdf", "Content-Type: text/html\r\n", PAGE)
                        + identified("", "", "\n<!DOCTYPE html>" + PAGE)
                        + identified("", "", PAGE)
                        + identified("", "", "no page")
                        + identified("", plain + "Content-Encoding: compress\r\n", "\37\235\2\1\3x")
                        + identified("", plain + "Content-Encoding: utf-8\r\n", "text"),
                "id: record");
        assertEquals(5, documents.size());
        for (Document page : documents.subList(0, 4)) {
            assertEquals("Der Titel", page.metadata("title").asText());
        }
        assertEquals("text", documents.getLast().text());
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
        return read(archive, yaml);
    }

    private List<Document> read(String archive, String yaml) throws IOException {
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
