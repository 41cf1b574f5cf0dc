package org.menura.data.crawl;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/**
 * Serves the files of a folder on a free port of the loopback address. HTML goes out as {@code text/html} without a charset,
 * so that pages say theirs, and in gzip where the client takes that.
 */
public final class FolderServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Path folder;

    /** Starts serving. */
    public FolderServer(Path folder) throws IOException {
        this.folder = folder.toRealPath();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** Returns the address of the folder. */
    public URI address() {
        return URI.create("http://%s:%d/"
                .formatted(
                        server.getAddress().getAddress().getHostAddress(),
                        server.getAddress().getPort()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Path file = folder.resolve(path.substring(1)).normalize();
            // A link out of the folder is none of its files.
            boolean inside = file.startsWith(folder)
                    && Files.isRegularFile(file)
                    && file.toRealPath().startsWith(folder);
            if (!inside) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", mediaType(file.toString()));
            String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
            if (accepted != null && accepted.contains("gzip")) {
                exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                exchange.sendResponseHeaders(200, 0);
                try (OutputStream out = new GZIPOutputStream(exchange.getResponseBody())) {
                    Files.copy(file, out);
                }
            } else {
                exchange.sendResponseHeaders(200, Files.size(file) == 0 ? -1 : Files.size(file));
                Files.copy(file, exchange.getResponseBody());
            }
        }
    }

    private static String mediaType(String name) {
        String end = name.substring(name.lastIndexOf('.') + 1);
        return switch (end) {
            case "html", "htm" -> "text/html";
            case "txt" -> "text/plain; charset=utf-8";
            case "css" -> "text/css";
            case "png" -> "image/png";
            default -> "application/octet-stream";
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
