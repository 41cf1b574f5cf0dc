package org.menura.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While open, Ctrl-C does not stop the program at once: it interrupts this thread, which ends its work at the next token
 * and finishes as usual.
 */
final class CtrlC implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;

    private CtrlC(Thread worker) {
        hook = new Thread(() -> {
            worker.interrupt();
            try {
                boolean _ = finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Begins to watch on behalf of the calling thread. */
    static CtrlC watch() {
        CtrlC watch = new CtrlC(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(watch.hook);
        return watch;
    }

    /** Lets the program stop. */
    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            return; // the program is stopping
        }
    }
}
