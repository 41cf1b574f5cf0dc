package org.menura.serve.work;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.HttpError;

/**
 * Threads for work that no engine batches. They are few, as each such work takes all of the processor; what comes
 * meanwhile waits in a queue of bounded length. Work whose client has gone is interrupted.
 */
public final class Background implements AutoCloseable {
    private static final int THREADS = 2;

    private final ThreadPoolExecutor threads;

    /**
     * Creates the threads.
     *
     * @param queue most works that wait
     */
    public Background(int queue) {
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(Math.max(1, queue)),
                runnable -> Thread.ofPlatform().daemon().name("menura-work").unstarted(runnable));
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Does some work for a request, and waits for it.
     *
     * @throws HttpError if too many works wait already
     * @throws CancellationException if the client has gone
     */
    public <T extends @Nullable Object> T run(Exchange exchange, Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        try {
            threads.execute(task);
        } catch (RejectedExecutionException _) {
            throw HttpError.busy(
                    "%d requests wait already; try again later"
                            .formatted(threads.getQueue().size()),
                    2);
        }
        exchange.onGone(() -> {
            boolean _ = task.cancel(true);
            boolean _ = threads.remove(task);
        });
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }

    /** Stops all work. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
