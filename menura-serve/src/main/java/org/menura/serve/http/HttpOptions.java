package org.menura.serve.http;

import java.time.Duration;
import java.util.List;
import java.util.Set;

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
        Duration stall) {
    public HttpOptions {
        keys = Set.copyOf(keys);
        allowedHosts = Set.copyOf(allowedHosts);
        allowedOrigins = List.copyOf(allowedOrigins);
    }
}
