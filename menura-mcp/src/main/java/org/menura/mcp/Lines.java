package org.menura.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
 */
final class Lines {
    private static final String CANCELLED = "notifications/cancelled";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final InputStream in;
    private final OutputStream out;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<String> open = new HashSet<>(); // ids of requests; guarded by lock
    private boolean broken; // guarded by lock

    Lines(InputStream in, OutputStream out) {
        this.in = new Asked(in);
        this.out = new Answered(out);
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
        lock.lock();
        try {
            if (message.hasNonNull("id") && message.has("method")) {
                open.add(message.get("id").toString());
            } else if (message.path("method").asText().equals(CANCELLED)) {
                open.remove(message.at("/params/requestId").toString());
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
        lock.lock();
        try {
            while (!open.isEmpty() && !broken) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gathers bytes to lines. */
    private static final class Line {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        /** Takes a byte; returns the message if that completes one. */
        @Nullable
        JsonNode take(int b) {
            if (b != '\n') {
                bytes.write(b);
                return null;
            }
            try {
                return JSON.readTree(bytes.toByteArray());
            } catch (JsonProcessingException _) {
                return null; // the library will say so
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } finally {
                bytes.reset();
            }
        }
    }

    private final class Asked extends FilterInputStream {
        private final Line line = new Line();

        Asked(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b < 0) {
                end();
            } else {
                take(b);
            }
            return b;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int n = super.read(to, offset, length);
            if (n < 0) {
                end();
            }
            for (int i = offset; i < offset + n; i++) {
                take(to[i]);
            }
            return n;
        }

        private void take(int b) {
            JsonNode message = line.take(b);
            if (message != null) {
                asked(message);
            }
        }

        private void end() throws IOException {
            try {
                awaitAnswers();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            ended.countDown();
        }
    }

    private final class Answered extends FilterOutputStream {
        private final Line line = new Line();

        Answered(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
                out.flush();
            } catch (IOException e) {
                answered(null);
                throw e;
            }
            for (int i = offset; i < offset + length; i++) {
                JsonNode message = line.take(bytes[i]);
                if (message != null) {
                    answered(message);
                }
            }
        }
    }
}
