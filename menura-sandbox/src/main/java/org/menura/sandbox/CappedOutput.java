package org.menura.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Reads what a program writes on both its outputs, up to a number of bytes for both, and tells when that is exceeded. */
final class CappedOutput {
    /** Completed as soon as the program has written more than it may. */
    final CompletableFuture<Boolean> exceeded = new CompletableFuture<>();

    private final AtomicLong left;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final Thread outputReader;
    private final Thread errorReader;
    private final Process process;

    CappedOutput(Process process, long limit) {
        this.process = process;
        left = new AtomicLong(limit);
        outputReader = Thread.startVirtualThread(() -> read(process.getInputStream(), output));
        errorReader = Thread.startVirtualThread(() -> read(process.getErrorStream(), errors));
    }

    private void read(InputStream in, ByteArrayOutputStream out) {
        byte[] buffer = new byte[8192];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                long before = left.getAndAdd(-n);
                int take = Math.clamp(before, 0, n);
                synchronized (out) {
                    out.write(buffer, 0, take);
                }
                if (take < n) {
                    exceeded.complete(true);
                    return;
                }
            }
        } catch (IOException e) {
            // The stream was closed because the program is over: what was read is what there is.
            return;
        }
    }

    /** Waits a moment for the readers once the processes are gone, then takes what there is. */
    void finish() throws InterruptedException {
        outputReader.join(Duration.ofMillis(500));
        errorReader.join(Duration.ofMillis(500));
        if (outputReader.isAlive() || errorReader.isAlive()) {
            close(process.getInputStream());
            close(process.getErrorStream());
        }
    }

    byte[] output() {
        synchronized (output) {
            return output.toByteArray();
        }
    }

    byte[] errors() {
        synchronized (errors) {
            return errors.toByteArray();
        }
    }

    private static void close(InputStream in) {
        Thread.startVirtualThread(() -> {
            try {
                in.close();
            } catch (IOException e) {
                // A process that hides may hold the other end: nothing more to read from it.
                return;
            }
        });
    }
}
