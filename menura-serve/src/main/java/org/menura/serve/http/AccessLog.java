package org.menura.serve.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.menura.format.OutputFile;

/**
 * A log of requests, a line each in the common log format and behind it the seconds that the request took and its id. What
 * was asked and answered is not in it. The file is opened for each line, so it may be moved away at any time.
 */
final class AccessLog {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);
    private static final System.Logger LOG = System.getLogger("org.menura.serve");
    private static final Path STANDARD_OUTPUT = Path.of("-");

    private final @Nullable Path file;
    private boolean failed;

    /**
     * Creates a log.
     *
     * @param file null for none; {@code -} for the standard output
     * @throws UncheckedIOException if the file cannot be written
     */
    AccessLog(@Nullable Path file) {
        this.file = file;
        if (file != null && !file.equals(STANDARD_OUTPUT)) {
            try {
                append(file, "");
            } catch (IOException e) {
                throw new UncheckedIOException(OutputFile.naming(file, file, e));
            }
        }
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /**
     * Adds a request.
     *
     * @param bytes of the answer's body
     */
    void add(HttpServerRequest request, int status, long bytes, long nanos, String id) {
        if (file == null) {
            return;
        }
        SocketAddress from = request.remoteAddress();
        String line = String.format(
                Locale.ROOT,
                "%s - - [%s] \"%s %s %s\" %d %d %.3f %s%n",
                from == null || from.hostAddress() == null ? "-" : from.hostAddress(),
                ZonedDateTime.now().format(TIME),
                request.method().name(),
                plain(request.path()),
                version(request),
                status,
                bytes,
                nanos / 1e9,
                id);
        write(file, line);
    }

    private synchronized void write(Path to, String line) {
        if (to.equals(STANDARD_OUTPUT)) {
            System.out.print(line);
            System.out.flush();
            return;
        }
        try {
            append(to, line);
        } catch (IOException e) {
            if (!failed) {
                failed = true;
                LOG.log(System.Logger.Level.WARNING, "the access log " + to + " can't be written", e);
            }
        }
    }

    private static String version(HttpServerRequest request) {
        return switch (request.version()) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> "HTTP/1.1";
            case HTTP_2 -> "HTTP/2";
        };
    }

    /** A path without what would end it or the line. */
    private static String plain(@Nullable String path) {
        StringBuilder out = new StringBuilder();
        for (char c : (path == null ? "-" : path).toCharArray()) {
            if (c > ' ' && c < 127 && c != '"' && c != '\\') {
                out.append(c);
            } else {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return out.toString();
    }
}
