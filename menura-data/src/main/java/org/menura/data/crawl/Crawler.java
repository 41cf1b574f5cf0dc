package org.menura.data.crawl;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.menura.data.warc.ByteArrayChannel;
import org.menura.data.warc.HtmlCharset;
import org.menura.data.warc.WarcHeaders;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.netpreserve.jwarc.MediaType;
import org.netpreserve.jwarc.WarcResponse;
import org.netpreserve.jwarc.WarcWriter;

/**
 * Crawls the pages of servers on this machine into a WARC file, breadth first from some addresses. Addresses beyond the
 * loopback range are refused: a crawler of others' servers has to heed much that this one does not.
 */
public final class Crawler {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PAGE_LIMIT = 16 << 20;

    private final int most;
    private final URI publishedAs;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /**
     * Creates a crawler.
     *
     * @param most number of pages to fetch at most
     * @param publishedAs what the archive calls the servers' roots, with a slash at the end, so that two crawls of the same pages are equal whatever
     *     ports they were served on
     */
    public Crawler(int most, URI publishedAs) {
        this.most = most;
        this.publishedAs = publishedAs;
    }

    /**
     * Crawls.
     *
     * @param starts addresses on one server
     * @param archive the file to write
     * @return number of responses written
     * @throws FormatException if an address is not on this machine
     */
    public int crawl(List<URI> starts, Path archive) throws IOException, InterruptedException {
        for (URI start : starts) {
            if (start.getHost() == null
                    || !InetAddress.getByName(start.getHost()).isLoopbackAddress()) {
                throw new FormatException(
                        start + " is not on this machine; the crawler takes loopback addresses alone");
            }
        }
        Path part = OutputFile.part(archive);
        try {
            int written = fetch(starts, part);
            OutputFile.put(part, archive);
            return written;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private int fetch(List<URI> starts, Path archive) throws IOException, InterruptedException {
        int written = 0;
        Deque<URI> queue = new ArrayDeque<>(starts);
        Set<URI> seen = new HashSet<>(starts);
        try (WarcWriter writer = new WarcWriter(archive)) {
            while (!queue.isEmpty() && written < most) {
                URI address = queue.removeFirst();
                HttpResponse<byte[]> response = client.send(
                        HttpRequest.newBuilder(address)
                                .timeout(PATIENCE)
                                .header("Accept-Encoding", "gzip")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
                writer.write(record(address, response));
                written++;
                for (URI link : links(address, response)) {
                    if (link.getAuthority().equals(address.getAuthority()) && seen.add(link)) {
                        queue.add(link);
                    }
                }
            }
        }
        return written;
    }

    private WarcResponse record(URI address, HttpResponse<byte[]> response) {
        // Not resolved: a path such as "/::" would be taken for a scheme.
        URI published = URI.create(publishedAs + address.getRawPath().substring(1));
        StringBuilder head = new StringBuilder("HTTP/1.1 %d \r\n".formatted(response.statusCode()));
        // The client has joined chunks already; dates and lengths of transfer say nothing of the page.
        Set<String> dropped = Set.of("date", "transfer-encoding", "connection", "content-length");
        response.headers().map().forEach((name, values) -> {
            if (!name.startsWith(":") && !dropped.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(v -> head.append(name).append(": ").append(v).append("\r\n"));
            }
        });
        head.append("\r\n");
        byte[] first = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] block = new byte[first.length + response.body().length];
        System.arraycopy(first, 0, block, 0, first.length);
        System.arraycopy(response.body(), 0, block, first.length, response.body().length);
        return new WarcResponse.Builder(published)
                .recordId(UUID.nameUUIDFromBytes(published.toString().getBytes(StandardCharsets.UTF_8)))
                .date(Instant.EPOCH)
                .body(MediaType.HTTP_RESPONSE, new ByteArrayChannel(block), block.length)
                .build();
    }

    private static Set<URI> links(URI address, HttpResponse<byte[]> response) {
        Set<URI> links = new LinkedHashSet<>();
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (response.statusCode() != 200 || !type.startsWith("text/html")) {
            return links;
        }
        List<WarcHeaders.Field> fields = response.headers().map().entrySet().stream()
                .flatMap(e -> e.getValue().stream().map(v -> new WarcHeaders.Field(e.getKey(), v)))
                .toList();
        byte[] body = new org.menura.data.warc.HttpResponse(200, new WarcHeaders(fields), response.body())
                .body(PAGE_LIMIT)
                .bytes();
        for (Element a :
                Jsoup.parse(HtmlCharset.decode(body, null), address.toString()).select("a[href],frame[src]")) {
            String to = a.absUrl(a.nameIs("a") ? "href" : "src");
            try {
                URI link = new URI(to);
                if (("" + link.getScheme()).startsWith("http")
                        && link.getAuthority() != null
                        && link.getRawPath() != null) {
                    links.add(new URI(link.getScheme() + "://" + link.getRawAuthority() + link.getRawPath()));
                }
            } catch (URISyntaxException e) {
                // A link that is no address leads nowhere.
            }
        }
        return links;
    }
}
