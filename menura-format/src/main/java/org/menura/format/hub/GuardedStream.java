package org.menura.format.hub;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** A response's body that fails when nothing arrives for a while: the HTTP client's own timeout ends at the headers. */
final class GuardedStream extends FilterInputStream {
    private final Duration silence;
    private final Thread guard;
    private volatile long last = System.nanoTime();
    private volatile boolean stalled;

    GuardedStream(InputStream in, Duration silence) {
        super(in);
        this.silence = silence;
        guard = Thread.ofVirtual().unstarted(this::watch);
        guard.start();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        last = System.nanoTime();
        int n;
        try {
            n = in.read(b, off, len);
        } catch (IOException e) {
            throw stalled ? timeout() : e;
        }
        if (n < 0 && stalled) {
            throw timeout();
        }
        return n;
    }

    @Override
    public void close() throws IOException {
        guard.interrupt();
        super.close();
    }

    private HttpTimeoutException timeout() {
        return new HttpTimeoutException("nothing arrived for %d seconds".formatted(silence.toSeconds()));
    }

    /** Closing the stream wakes the thread that reads from it. */
    private void watch() {
        try {
            for (long left = silence.toNanos(); left > 0; left = silence.toNanos() - (System.nanoTime() - last)) {
                Thread.sleep(Duration.ofNanos(left));
            }
            stalled = true;
            in.close();
        } catch (InterruptedException | IOException _) {
            // Read to its end, or broken already: the reader knows.
        }
    }
}
