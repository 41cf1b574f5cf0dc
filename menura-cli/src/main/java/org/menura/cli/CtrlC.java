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

    private CtrlC(Runnable ask, long patienceSeconds) {
        hook = new Thread(() -> {
            ask.run();
            try {
                boolean _ = finished.await(patienceSeconds, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Begins to watch on behalf of the calling thread. */
    static CtrlC watch() {
        return watch(Thread.currentThread()::interrupt, PATIENCE_SECONDS);
    }

    /**
     * Begins to watch on behalf of work that must not be interrupted in the middle of writing a file.
     *
     * @param ask asks it to end
     * @param patienceSeconds how long it may take
     */
    static CtrlC watch(Runnable ask, long patienceSeconds) {
        CtrlC watch = new CtrlC(ask, patienceSeconds);
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
