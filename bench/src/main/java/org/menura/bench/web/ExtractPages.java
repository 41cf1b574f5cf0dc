package org.menura.bench.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.menura.data.html.HtmlExtractor;
import org.menura.data.warc.HtmlCharset;
import org.menura.format.json.Json;

/** Extracts trafilatura's evaluation pages into JSON lines, for {@code bench/extract/score.py}. */
public final class ExtractPages {
    private ExtractPages() {}

    /** Arguments: a checkout of trafilatura and the file to write. */
    public static void main(String[] args) throws IOException {
        Path tests = Path.of(args[0], "tests");
        long cpu = 0;
        long size = 0;
        try (BufferedWriter out = Files.newBufferedWriter(Path.of(args[1]))) {
            for (Map.Entry<String, JsonNode> page :
                    Json.parse(tests.resolve("evaldata.json")).properties()) {
                String name = page.getValue().path("file").asText();
                Path file = tests.resolve("cache").resolve(name);
                byte[] html = Files.readAllBytes(
                        Files.exists(file) ? file : tests.resolve("eval").resolve(name));
                size += html.length;
                long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                String text = HtmlExtractor.extract(HtmlCharset.decode(html, null), page.getKey())
                        .text();
                cpu += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
                out.write(JsonNodeFactory.instance
                        .objectNode()
                        .put("url", page.getKey())
                        .put("text", text)
                        .toString());
                out.newLine();
            }
        }
        System.out.printf("menura: %.1f s of processor time, %.2f MB/s%n", cpu / 1e9, size / 1e6 / (cpu / 1e9));
    }
}
