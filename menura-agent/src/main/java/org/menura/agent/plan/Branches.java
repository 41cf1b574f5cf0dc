package org.menura.agent.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Does work at once, on virtual threads, so that what it asks of one model shares passes and the beginnings of prompts. Results come in the order
 * of the work, whatever ends first.
 */
public final class Branches {
    private Branches() {}

    /**
     * Does all of it. Where prompts begin alike, the first work goes ahead alone, so that the others find its beginning computed.
     *
     * @param firstAlone whether the first is done before the others begin
     * @return the results, in order
     */
    public static <T> List<T> all(List<? extends Callable<T>> work, boolean firstAlone) throws InterruptedException {
        List<T> out = new ArrayList<>();
        int from = 0;
        if (firstAlone && work.size() > 1) {
            out.add(call(work.getFirst()));
            from = 1;
        }
        if (work.size() - from == 1) {
            out.add(call(work.get(from)));
            return out;
        }
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> one : work.subList(from, work.size())) {
                futures.add(threads.submit(one));
            }
            for (Future<T> future : futures) {
                out.add(joined(future));
            }
            return out;
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> T call(Callable<T> work) throws InterruptedException {
        try {
            return work.call();
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T joined(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException runtime -> throw runtime;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }
}
