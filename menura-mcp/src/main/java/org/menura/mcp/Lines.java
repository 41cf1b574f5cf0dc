package org.menura.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a client, of which the input ends for the server only when all that was asked has been answered: the
 * protocol's library drops what is under way when its input ends, and a client that writes its requests and closes its end,
 * as a shell's pipe does, would get no answers.
 *
 * <p>The library reads no further behind a line that is no message; such lines are answered here and kept from it.
 */
final class Lines {
    private static final String CANCELLED = "notifications/cancelled";
    private static final String INITIALIZED = "notifications/initialized";
    private static final int NO_JSON = -32700;
    private static final int NO_MESSAGE = -32600;
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Asked in;
    private final Answered out;
    private final McpJsonMapper messages;
    private final int longest;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<String> open = new HashSet<>(); // ids of requests; guarded by lock
    private final Set<String> early =
            new HashSet<>(); // of those that wait until the client is initialized; guarded by lock
    private boolean initialized; // guarded by lock
    private boolean broken; // guarded by lock

    /**
     * Creates streams on those of a client.
     *
     * @param messages by which the library reads a message
     * @param longest line that is read, in bytes
     */
    Lines(InputStream in, OutputStream out, McpJsonMapper messages, int longest) {
        this.in = new Asked(in);
        this.out = new Answered(out);
        this.messages = messages;
        this.longest = longest;
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    /** Returns what is counted down at the end of the input. */
    CountDownLatch ended() {
        return ended;
    }

    private void asked(JsonNode message) {
        String method = message.path("method").asText();
        lock.lock();
        try {
            if (message.hasNonNull("id") && message.has("method")) {
                String id = message.get("id").toString();
                open.add(id);
                if (!initialized && !method.equals("initialize")) {
                    early.add(id);
                }
            } else if (method.equals(CANCELLED)) {
                open.remove(message.at("/params/requestId").toString());
            } else if (method.equals(INITIALIZED)) {
                initialized = true;
                early.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes note of an answer; null where it can't be sent. */
    private void answered(@Nullable JsonNode message) {
        lock.lock();
        try {
            if (message == null) {
                broken = true;
            } else if (message.hasNonNull("id") && !message.has("method")) {
                open.remove(message.get("id").toString());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitAnswers() throws InterruptedException {
        for (String id : neverAnswered()) {
            refuse(id, NO_MESSAGE, "the client has not sent initialize and " + INITIALIZED);
        }
        lock.lock();
        try {
            while (!open.isEmpty() && !broken) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private Set<String> neverAnswered() {
        lock.lock();
        try {
            early.retainAll(open);
            return Set.copyOf(early);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Answers what the library does not get, or would never answer.
     *
     * @param id of the request, in JSON
     */
    private void refuse(String id, int code, String reason) {
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        try {
            answer.set("id", JSON.readTree(id));
            answer.putObject("error").put("code", code).put("message", reason);
            out.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            answered(null);
        }
    }

    /** Gives whole lines, each of them one message. */
    private final class Asked extends InputStream {
        private final InputStream in;
        private byte[] line = {};
        private int at;

        Asked(InputStream in) {
            this.in = new BufferedInputStream(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            while (at == line.length) {
                byte[] next = next();
                if (next == null) {
                    end();
                    return -1;
                }
                line = split(next).getBytes(StandardCharsets.UTF_8);
                at = 0;
            }
            int n = Math.min(length, line.length - at);
            System.arraycopy(line, at, to, offset, n);
            at += n;
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }

        /** Returns the next line; null behind the last, empty where it is too long. */
        private byte @Nullable [] next() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            int b = in.read();
            if (b < 0) {
                return null;
            }
            boolean fits = true;
            for (; b >= 0 && b != '\n'; b = in.read()) {
                fits = fits && bytes.size() < longest;
                if (fits) {
                    bytes.write(b);
                }
            }
            if (!fits) {
                refuse("null", NO_MESSAGE, "a message is longer than %d bytes".formatted(longest));
                return new byte[0];
            }
            return bytes.toByteArray();
        }

        /** Returns the messages of a line, one per line. */
        private String split(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8).replace('\r', ' ');
            if (text.isBlank()) {
                return "";
            }
            JsonNode value;
            try {
                value = JSON.readTree(text);
            } catch (JsonProcessingException e) {
                refuse("null", NO_JSON, "a line is not JSON: " + e.getOriginalMessage());
                return "";
            }
            if (!value.isArray() || value.isEmpty()) {
                return message(value, text);
            }
            StringBuilder out = new StringBuilder();
            for (JsonNode member : value) { // what earlier versions of the protocol allow
                out.append(message(member, member.toString()));
            }
            return out.toString();
        }

        private String message(JsonNode value, String text) {
            try {
                if (!value.isObject()) {
                    throw new IllegalArgumentException("no object");
                }
                var _ = McpSchema.deserializeJsonRpcMessage(messages, text);
            } catch (IOException | RuntimeException _) {
                JsonNode id = value.path("id");
                refuse(
                        id.isTextual() || id.isNumber() ? id.toString() : "null",
                        NO_MESSAGE,
                        "a line is not a request, a notification or an answer of JSON-RPC 2.0");
                return "";
            }
            asked(value);
            return text + "\n";
        }

        private void end() throws IOException {
            try {
                awaitAnswers();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } finally {
                ended.countDown();
            }
        }
    }

    /** Writes whole lines, as there are two that answer: the library, and what is refused. */
    private final class Answered extends FilterOutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final ReentrantLock writing = new ReentrantLock();

        Answered(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writing.lock();
            try {
                for (int i = offset; i < offset + length; i++) {
                    line.write(bytes[i]);
                    if (bytes[i] == '\n') {
                        byte[] whole = line.toByteArray();
                        line.reset();
                        out.write(whole);
                        out.flush();
                        answered(JSON.readTree(whole));
                    }
                }
            } catch (IOException e) {
                answered(null);
                throw e;
            } finally {
                writing.unlock();
            }
        }
    }
}
