package org.menura.data.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tasks on threads of this JVM: files beside each other, and the rows of each on a pool. */
public final class LocalRunner implements TaskRunner {
    private final int threads;

    /** Creates a runner. */
    public LocalRunner(int threads) {
        this.threads = threads;
    }

    @Override
    public void run(Job job, List<Task> tasks, Watch watch, Consumer<Task> done) {
        Iterator<Task> rest = tasks.iterator();
        try (Flow flow = new Flow(job);
                ExecutorService pool = Executors.newFixedThreadPool(threads, daemon("menura-data-rows"));
                ExecutorService drivers = Executors.newFixedThreadPool(threads, daemon("menura-data-task"))) {
            Workers workers = Workers.of(pool, threads);
            CompletionService<@Nullable Void> running = new ExecutorCompletionService<>(drivers);
            int started = Math.min(threads, tasks.size());
            for (int i = 0; i < started; i++) {
                running.submit(() -> {
                    for (Task task = take(rest); task != null; task = take(rest)) {
                        watch.check();
                        task.run(flow, job, workers, watch);
                        done.accept(task);
                    }
                    return null;
                });
            }
            try {
                for (int i = 0; i < started; i++) {
                    running.take().get();
                }
            } catch (ExecutionException e) {
                halt(rest, drivers, pool);
                throw failure(e.getCause());
            } catch (InterruptedException e) {
                halt(rest, drivers, pool);
                Thread.currentThread().interrupt();
                throw new java.util.concurrent.CancellationException();
            }
        }
    }

    private static void halt(Iterator<Task> rest, ExecutorService drivers, ExecutorService pool) {
        synchronized (rest) {
            while (rest.hasNext()) {
                rest.next();
            }
        }
        drivers.shutdownNow();
        pool.shutdownNow();
    }

    private static @Nullable Task take(Iterator<Task> rest) {
        synchronized (rest) {
            return rest.hasNext() ? rest.next() : null;
        }
    }

    private static java.util.concurrent.ThreadFactory daemon(String name) {
        return Thread.ofPlatform().daemon().name(name + "-", 0).factory();
    }

    static RuntimeException failure(@Nullable Throwable cause) {
        return switch (cause) {
            case RuntimeException e -> e;
            case IOException e -> new UncheckedIOException(e);
            case Error e -> throw e;
            case null, default -> new IllegalStateException(cause);
        };
    }
}
