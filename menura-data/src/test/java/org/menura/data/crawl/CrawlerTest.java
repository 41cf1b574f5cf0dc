package org.menura.data.crawl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.warc.HtmlCharset;
import org.menura.data.warc.HttpResponse;
import org.menura.data.warc.WarcReader;
import org.menura.data.warc.WarcRecord;
import org.menura.format.FormatException;

class CrawlerTest {
    @TempDir
    private Path folder;

    private byte[] crawl(String name) throws IOException, InterruptedException {
        Path site = folder.resolve("site");
        Files.createDirectories(site.resolve("sub"));
        Files.writeString(
                site.resolve("index.html"),
                "<a href=sub/b.html>b</a><a href='sub/b.html#x'>b</a><a href=../secret.txt>no</a><a href=gone.html>g</a>"
                        + "<a href='http://example.org/'>far</a><a href='mailto:x'>m</a><a href='::'>?</a>");
        Files.write(
                site.resolve("sub/b.html"),
                "<meta charset=iso-8859-1><p>schön <a href=/index.html>zurück</a>"
                        .getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(folder.resolve("secret.txt"), "secret");
        Path archive = folder.resolve(name);
        try (FolderServer server = new FolderServer(site)) {
            Crawler crawler = new Crawler(100, URI.create("http://demo.invalid/"));
            assertEquals(5, crawler.crawl(List.of(server.address().resolve("index.html")), archive));
        }
        return Files.readAllBytes(archive);
    }

    @Test
    void writesWhatIsLinkedAndAlwaysTheSame() throws IOException, InterruptedException {
        byte[] first = crawl("a.warc.gz");
        assertArrayEquals(first, crawl("b.warc.gz"));
        Map<String, String> pages = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        try (WarcReader reader = WarcReader.open(folder.resolve("a.warc.gz"), faults::add)) {
            for (WarcRecord r = reader.next(); r != null; r = reader.next()) {
                HttpResponse response = Objects.requireNonNull(r.response());
                pages.put(
                        String.valueOf(r.uri()),
                        response.status()
                                + HtmlCharset.decode(response.body(1000).bytes(), response.charset()));
            }
        }
        assertEquals(List.of(), faults);
        assertEquals(
                List.of(
                        "http://demo.invalid/::",
                        "http://demo.invalid/gone.html",
                        "http://demo.invalid/index.html",
                        "http://demo.invalid/secret.txt",
                        "http://demo.invalid/sub/b.html"),
                List.copyOf(pages.keySet()));
        assertTrue(pages.get("http://demo.invalid/sub/b.html").contains("200<meta charset=iso-8859-1><p>schön"));
        assertEquals("404", pages.get("http://demo.invalid/secret.txt"));
    }

    @Test
    void leavesOtherMachinesAlone() {
        Crawler crawler = new Crawler(1, URI.create("http://demo.invalid/"));
        Path archive = folder.resolve("c.warc.gz");
        assertThrows(FormatException.class, () -> crawler.crawl(List.of(URI.create("http://192.0.2.1/")), archive));
    }
}
