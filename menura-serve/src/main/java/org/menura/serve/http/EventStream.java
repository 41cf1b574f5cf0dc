package org.menura.serve.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A stream of JSON values to a client: server-sent events (WHATWG HTML, section 9.2), or a value a line (NDJSON). It begins
 * with the first value or sign of life, so that what goes wrong before can still have a status of its own.
 */
public final class EventStream implements AutoCloseable {
    private static final byte[] PING = ": ping\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.UTF_8);

    private final Exchange exchange;
    private final boolean isLines;

    private EventStream(Exchange exchange, boolean isLines) {
        this.exchange = exchange;
        this.isLines = isLines;
    }

    /** Returns a stream of server-sent events. */
    public static EventStream events(Exchange exchange) {
        return new EventStream(exchange, false);
    }

    /** Returns a stream of lines. */
    public static EventStream lines(Exchange exchange) {
        return new EventStream(exchange, true);
    }

    /** Sends a value without an event's name. */
    public void send(@Nullable Object json) {
        send(null, json);
    }

    /**
     * Sends a value.
     *
     * @param event name of the event; null for none
     */
    public void send(@Nullable String event, @Nullable Object json) {
        byte[] value = JsonOut.bytes(json);
        ByteArrayOutputStream out = new ByteArrayOutputStream(value.length + 64);
        if (isLines) {
            out.writeBytes(value);
            out.write('\n');
        } else {
            if (event != null) {
                out.writeBytes(("event: " + event + "\n").getBytes(StandardCharsets.UTF_8));
            }
            out.writeBytes(DATA);
            out.writeBytes(value);
            out.writeBytes(END);
        }
        write(out.toByteArray());
    }

    /** Sends the text of an event as it is, such as {@code [DONE]}. */
    public void sendText(String text) {
        write(("data: " + text + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a sign of life that clients pass over; streams of lines have none, but begin. */
    public void ping() {
        start();
        if (!isLines) {
            exchange.write(PING);
        }
    }

    private void write(byte[] bytes) {
        start();
        exchange.write(bytes);
    }

    private void start() {
        exchange.start(isLines ? "application/x-ndjson" : "text/event-stream; charset=utf-8");
    }

    /** Returns whether the stream has begun, so that an error can only be an event of it. */
    public boolean isStarted() {
        return exchange.isStarted();
    }

    /** Ends the stream. */
    @Override
    public void close() {
        if (exchange.isStarted()) {
            exchange.end();
        }
    }
}
