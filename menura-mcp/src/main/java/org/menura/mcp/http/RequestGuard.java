package org.menura.mcp.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.mcp.http.StreamableHttp.Refusal;

/**
 * Refuses requests that a server on this machine must not answer: those that a foreign web page sends (by {@code Host} and
 * {@code Origin}, as DNS rebinding shows), those without the key, those that are too large.
 *
 * @param isLocal whether the server listens for this machine alone
 * @param key that clients have to give; null for none
 */
record RequestGuard(boolean isLocal, @Nullable String key) {
    private static final int MAX_BODY = 64 << 20;
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final Set<String> VERSIONS = Set.of("2025-03-26", "2025-06-18", "2025-11-25");

    @Nullable
    Refusal refusal(HttpExchange exchange) {
        if (isLocal && !LOCAL.contains(hostOf(StreamableHttp.header(exchange, "Host")))) {
            return new Refusal(403, "the server answers requests to localhost alone");
        }
        String origin = StreamableHttp.header(exchange, "Origin");
        if (!origin.isEmpty() && !isOwn(origin, StreamableHttp.header(exchange, "Host"))) {
            return new Refusal(403, "the server answers no web pages of other origins");
        }
        if (key != null && !isKey(StreamableHttp.header(exchange, "Authorization"), key)) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            return new Refusal(401, "the key is missing or wrong; send it as Authorization: Bearer KEY");
        }
        String version = StreamableHttp.header(exchange, "Mcp-Protocol-Version");
        if (!version.isEmpty() && !VERSIONS.contains(version)) {
            return new Refusal(400, "the protocol version %s is not supported".formatted(version));
        }
        return null;
    }

    private boolean isOwn(String origin, String host) {
        try {
            URI uri = URI.create(origin);
            String name = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
            return isLocal ? LOCAL.contains(name) : name.equals(hostOf(host));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String hostOf(String header) {
        return header.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    }

    private static boolean isKey(String header, String key) {
        return MessageDigest.isEqual(
                header.getBytes(StandardCharsets.UTF_8), ("Bearer " + key).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a body of limited size. */
    static byte[] body(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new StreamableHttp.Refused(413, "the body is larger than %d MiB".formatted(MAX_BODY >> 20));
        }
        return body;
    }

    /** Reads what is left of a body of usual size. */
    static void drain(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        long left = MAX_BODY;
        long skipped = in.skip(left);
        while (skipped > 0 && left > 0) {
            left -= skipped;
            skipped = in.skip(left);
        }
    }
}
