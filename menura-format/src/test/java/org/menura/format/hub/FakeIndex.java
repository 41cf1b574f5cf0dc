package org.menura.format.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** An index of packages on the loopback interface that speaks the simple API in JSON. Tests make it misbehave. */
final class FakeIndex implements AutoCloseable {
    private record Listed(String filename, byte[] content, String sum, String more) {}

    private final Map<String, List<Listed>> packages = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final HttpServer server;
    /** Paths that were asked for, with their Range header. */
    final List<String> requests = new CopyOnWriteArrayList<>();
    /** Authorization headers. */
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    /** The next file is broken off after so many bytes. */
    int breakAfter = -1;

    FakeIndex() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create(
                "http://127.0.0.1:%d/simple/".formatted(server.getAddress().getPort()));
    }

    PackageIndex client() {
        return new PackageIndex(endpoint(), FakeHub.HASTY);
    }

    /** Adds a wheel; {@code more} is put into its JSON. */
    void add(String name, String filename, byte[] wheel, String more) {
        add(name, filename, wheel, FakeHub.hash("SHA-256", wheel), more);
    }

    /** Adds a wheel under a sum that may be wrong. */
    void add(String name, String filename, byte[] wheel, String sum, String more) {
        packages.computeIfAbsent(name, n -> new ArrayList<>()).add(new Listed(filename, wheel, sum, more));
        files.put("/files/" + filename, wheel);
    }

    /** Adds a file that no page lists. */
    void file(String filename, byte[] content) {
        files.put("/files/" + filename, content);
    }

    /** A wheel of names and contents. */
    static byte[] wheel(Object... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < entries.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) entries[i]));
                zip.write(
                        entries[i + 1] instanceof byte[] raw
                                ? raw
                                : ((String) entries[i + 1]).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(range == null ? path : path + " " + range);
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            String name = path.replaceAll("^/simple/(.*)/$", "$1");
            if (packages.containsKey(name)) {
                exchange.getResponseHeaders().add("Content-Type", "application/vnd.pypi.simple.v1+json");
                byte[] page = page(name).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            } else if (files.containsKey(path)) {
                send(exchange, files.get(path), range);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private void send(HttpExchange exchange, byte[] content, String range) throws IOException {
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (from > 0) {
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        int count = breakAfter >= 0 ? Math.min(breakAfter, content.length - from) : content.length - from;
        breakAfter = -1;
        exchange.getResponseBody().write(content, from, count);
        exchange.getResponseBody().flush();
    }

    private String page(String name) {
        List<String> listed = packages.get(name).stream()
                .map(f -> "{\"filename\":\"%s\",\"url\":\"../../files/%s#sha256=%s\",\"hashes\":{\"sha256\":\"%s\"}%s}"
                        .formatted(f.filename(), f.filename(), f.sum(), f.sum(), f.more()))
                .toList();
        return "{\"meta\":{\"api-version\":\"1.1\"},\"name\":\"%s\",\"files\":%s}".formatted(name, listed);
    }
}
