package org.menura.serve.http;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open connections, of which those are closed on which nothing was asked for a time. Vert.x tells of a
 * connection once the head of its first request was read.
 */
final class IdleConnections {
    private final Map<HttpConnection, State> open = new ConcurrentHashMap<>();
    private final long most;

    /** What a connection is doing. */
    private static final class State {
        private int requests;
        private long since = System.nanoTime();

        synchronized void add(int more) {
            requests += more;
            since = System.nanoTime();
        }

        synchronized boolean isIdle(long nanos) {
            return requests == 0 && System.nanoTime() - since > nanos;
        }
    }

    /**
     * Creates an empty set.
     *
     * @param most how long a connection may be idle
     */
    IdleConnections(Duration most) {
        this.most = most.toNanos();
    }

    /** Adds a connection, until it is closed. */
    void opened(HttpConnection connection) {
        open.put(connection, new State());
        connection.closeHandler(_ -> open.remove(connection));
    }

    /** Begins a request on a connection. */
    void begun(HttpConnection connection) {
        add(connection, 1);
    }

    /** Ends a request on a connection. */
    void ended(HttpConnection connection) {
        add(connection, -1);
    }

    private void add(HttpConnection connection, int more) {
        State state = open.get(connection);
        if (state != null) {
            state.add(more);
        }
    }

    /** Closes the connections that are idle for too long. */
    void closeIdle() {
        open.forEach((connection, state) -> {
            if (state.isIdle(most)) {
                connection.close();
            }
        });
    }
}
