package org.menura.format.hub;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A hub on the loopback interface that speaks Hugging Face's paths for the one model {@code org/name}: large files are
 * redirected to a second server, as to a content network. Tests make it misbehave.
 */
final class FakeHub implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final Patience HASTY = new Patience(Duration.ofSeconds(15), Duration.ofSeconds(15), 4, Duration.ofMillis(1));

    /** What was asked for: server, path with query, and headers. */
    record Request(boolean atHub, String path, Headers headers) {}

    private record Entry(byte[] content, boolean lfs, String listedHash, long listedSize) {}

    private final Map<String, Entry> files = new LinkedHashMap<>();
    private final Map<String, HttpHandler> traps = new ConcurrentHashMap<>();
    private final Map<String, Integer> trapsLeft = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer hub;
    private final HttpServer cdn;
    final List<Request> requests = new CopyOnWriteArrayList<>();
    int pageSize = 1000;

    FakeHub() throws IOException {
        hub = server(true);
        cdn = server(false);
    }

    URI endpoint() {
        return address(hub);
    }

    HubClient client(String token) {
        return new HubClient(endpoint(), token, HASTY);
    }

    /** Adds a small file, kept in Git. */
    void small(String path, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        byte[] header = ("blob " + bytes.length + "\0").getBytes(StandardCharsets.UTF_8);
        files.put(path, new Entry(bytes, false, hash("SHA-1", header, bytes), bytes.length));
    }

    /** Adds a large file, kept in LFS. */
    void large(String path, byte[] content) {
        files.put(path, new Entry(content, true, hash("SHA-256", content), content.length));
    }

    void remove(String path) {
        files.remove(path);
    }

    /** Serves other content than is listed. */
    void falsify(String path, byte[] content) {
        files.computeIfPresent(path, (p, e) -> new Entry(content, e.lfs(), e.listedHash(), e.listedSize()));
    }

    /** Answers the next {@code times} requests whose path contains {@code part} with {@code trap}. */
    void trap(String part, int times, HttpHandler trap) {
        traps.put(part, trap);
        trapsLeft.put(part, times);
    }

    /** A handler that answers with a status and headers (name, value, …) and no body. */
    static HttpHandler status(int status, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    List<Request> requests(String part) {
        return requests.stream().filter(r -> r.path().contains(part)).toList();
    }

    @Override
    public void close() {
        hub.stop(0);
        cdn.stop(0);
        threads.close();
    }

    private HttpServer server(boolean isHub) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().toString();
                requests.add(new Request(isHub, path, exchange.getRequestHeaders()));
                HttpHandler trap = trapFor(path);
                if (trap != null) {
                    trap.handle(exchange);
                } else if (isHub) {
                    answer(exchange, path);
                } else {
                    send(exchange, files.get(exchange.getRequestURI().getPath().substring(1)));
                }
            }
        });
        server.start();
        return server;
    }

    private HttpHandler trapFor(String path) {
        for (String part : traps.keySet()) {
            if (path.contains(part) && trapsLeft.merge(part, -1, Integer::sum) >= 0) {
                return traps.get(part);
            }
        }
        return null;
    }

    private void answer(HttpExchange exchange, String path) throws IOException {
        String resolve = "/org/name/resolve/" + COMMIT + "/";
        if (path.equals("/api/models/org/name/revision/main")) {
            json(exchange, "{\"id\":\"org/name\",\"sha\":\"%s\"}".formatted(COMMIT));
        } else if (path.startsWith("/api/models/org/name/tree/" + COMMIT)) {
            tree(exchange, path);
        } else if (path.startsWith(resolve) && files.containsKey(decoded(exchange, resolve))) {
            String file = decoded(exchange, resolve);
            if (files.get(file).lfs()) {
                exchange.getResponseHeaders()
                        .add("Location", address(cdn) + "/" + path.substring(resolve.length()) + "?Signature=secret");
                exchange.sendResponseHeaders(302, -1);
            } else {
                send(exchange, files.get(file));
            }
        } else {
            exchange.sendResponseHeaders(404, -1);
        }
    }

    private static String decoded(HttpExchange exchange, String prefix) {
        return exchange.getRequestURI().getPath().substring(prefix.length());
    }

    private void tree(HttpExchange exchange, String path) throws IOException {
        int from = path.contains("cursor=") ? Integer.parseInt(path.replaceAll(".*cursor=", "")) : 0;
        List<String> entries = new ArrayList<>();
        entries.add("{\"type\":\"directory\",\"oid\":\"x\",\"size\":0,\"path\":\"folder\"}");
        files.forEach((name, e) -> entries.add(entry(name, e)));
        int to = Math.min(entries.size(), from + pageSize);
        if (to < entries.size()) {
            exchange.getResponseHeaders()
                    .add(
                            "Link",
                            "<%s%s&cursor=%d>; rel=\"next\""
                                    .formatted(endpoint(), path.replaceAll("&cursor.*", ""), to));
        }
        json(exchange, entries.subList(from, to).toString());
    }

    private static String entry(String name, Entry e) {
        String lfs =
                ",\"lfs\":{\"oid\":\"%s\",\"size\":%d,\"pointerSize\":130}".formatted(e.listedHash(), e.listedSize());
        return "{\"type\":\"file\",\"path\":\"%s\",\"size\":%d,\"oid\":\"%s\"%s}"
                .formatted(name, e.listedSize(), e.lfs() ? "0".repeat(40) : e.listedHash(), e.lfs() ? lfs : "");
    }

    /** Honours Range and If-Range, as content networks do. */
    private static void send(HttpExchange exchange, Entry entry) throws IOException {
        byte[] content = entry.content();
        String etag = "\"" + hash("SHA-256", content).substring(0, 32) + "\"";
        String range = exchange.getRequestHeaders().getFirst("Range");
        String condition = exchange.getRequestHeaders().getFirst("If-Range");
        exchange.getResponseHeaders().add("ETag", etag);
        int from = 0;
        if (range != null && (condition == null || condition.equals(etag))) {
            from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length == from ? -1 : content.length - from);
        if (content.length > from) {
            exchange.getResponseBody().write(content, from, content.length - from);
        }
    }

    private static void json(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static URI address(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    static String hash(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
