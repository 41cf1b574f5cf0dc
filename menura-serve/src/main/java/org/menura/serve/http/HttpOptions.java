package org.menura.serve.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of the HTTP side of a server.
 *
 * @param host address that it listens on
 * @param port port that it listens on; 0 for any that is free
 * @param keys API keys, one of which a request must give; none for open doors
 * @param allowedHosts further names that the Host header may have; {@code *} for any
 * @param allowedOrigins origins of other pages that may call the server from a browser
 * @param bodyBytes most bytes of a request's body
 * @param requests most requests that are under way at a time
 * @param ping how long a stream is silent before a sign of life is sent
 * @param stall how long a client may leave what was sent to it unread before it is given up
 * @param idle how long a connection may be open on which nothing is asked
 * @param accessLog file that a line is appended to for each request, {@code -} for the standard output; null for none
 */
public record HttpOptions(
        String host,
        int port,
        Set<String> keys,
        Set<String> allowedHosts,
        List<String> allowedOrigins,
        int bodyBytes,
        int requests,
        Duration ping,
        Duration stall,
        Duration idle,
        @Nullable Path accessLog) {
    public HttpOptions {
        keys = Set.copyOf(keys);
        allowedHosts = Set.copyOf(allowedHosts);
        allowedOrigins = List.copyOf(allowedOrigins);
    }
}
