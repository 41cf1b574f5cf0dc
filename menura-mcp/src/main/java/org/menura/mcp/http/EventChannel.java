package org.menura.mcp.http;

import com.sun.net.httpserver.HttpExchange;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Messages to a client as server-sent events of one response, which begins with the first. */
final class EventChannel implements McpStreamableServerTransport {
    /** How often a stream in silence shows that it is there, by which a client that has gone is noticed. */
    private static final Duration PING = Duration.ofSeconds(15);

    private final HttpExchange exchange;
    private final McpJsonMapper json;
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable OutputStream out; // guarded by lock

    EventChannel(HttpExchange exchange, McpJsonMapper json) {
        this.exchange = exchange;
        this.json = json;
    }

    /** Begins the response, if it has not begun. */
    void begin() throws IOException {
        lock.lock();
        try {
            stream().flush();
        } finally {
            lock.unlock();
        }
    }

    private OutputStream stream() throws IOException {
        OutputStream open = out;
        if (open == null) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.getResponseHeaders().set("Cache-Control", "no-cache");
            exchange.sendResponseHeaders(200, 0);
            open = exchange.getResponseBody();
            out = open;
        }
        return open;
    }

    @Override
    public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
        return sendMessage(message, null);
    }

    @Override
    public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message, @Nullable String id) {
        return Mono.fromRunnable(() -> {
            try {
                String event = (id == null ? "" : "id: " + id + "\n") + "event: message\ndata: "
                        + json.writeValueAsString(message) + "\n\n";
                write(event);
            } catch (IOException e) {
                close();
                throw new java.io.UncheckedIOException("the client has gone", e);
            }
        });
    }

    private void write(String event) throws IOException {
        lock.lock();
        try {
            if (closed.getCount() == 0) {
                throw new IOException("the stream is closed");
            }
            stream().write(event.getBytes(StandardCharsets.UTF_8));
            stream().flush();
        } finally {
            lock.unlock();
        }
    }

    /** Keeps the response open until it is closed or the client has gone. */
    void hold() {
        try {
            while (!closed.await(PING.toMillis(), TimeUnit.MILLISECONDS)) {
                write(": \n\n");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException _) {
            close(); // the client has gone
        }
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return json.convertValue(data, type);
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.fromRunnable(this::close);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
