package org.menura.tensor.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share loops. The caller works too; between loops the others spin for a moment, then park. Loops are cut
 * into ranges whose results do not depend on the cut, so the number of threads never changes a result.
 */
final class Workers {
    /** Work on the indices {@code from} (inclusive) to {@code to} (exclusive). */
    @FunctionalInterface
    interface Body {
        void run(int from, int to);
    }

    private static final int SPINS = 20_000;

    private record Job(Body body, int count, int chunk, AtomicInteger next, AtomicInteger open) {}

    private final int threads;
    private final Thread[] others;
    private volatile @Nullable Job job;
    private volatile @Nullable Throwable failure;
    private volatile int generation;

    Workers(int threads) {
        this.threads = threads;
        this.others = new Thread[threads - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = Thread.ofPlatform()
                    .daemon()
                    .name("menura-worker-" + (i + 1))
                    .unstarted(this::work);
        }
    }

    int threads() {
        return threads;
    }

    /**
     * Runs {@code body} over 0 to {@code count} in ranges of at least {@code grain}.
     *
     * @param grain indices below which a range is not worth another thread
     */
    void run(int count, int grain, Body body) {
        if (threads == 1 || count <= grain) {
            body.run(0, count);
            return;
        }
        int chunk = Math.max(grain, (count + threads * 4 - 1) / (threads * 4));
        Job mine = new Job(body, count, chunk, new AtomicInteger(), new AtomicInteger(others.length));
        failure = null;
        job = mine;
        generation++;
        for (Thread t : others) {
            if (t.getState() == Thread.State.NEW) {
                t.start();
            } else {
                LockSupport.unpark(t);
            }
        }
        try {
            drain(mine);
        } finally {
            while (mine.open.get() > 0) {
                Thread.onSpinWait();
            }
        }
        Throwable thrown = failure;
        if (thrown != null) {
            throw new IllegalStateException("a worker failed", thrown);
        }
    }

    private static void drain(Job job) {
        int from;
        while ((from = job.next.getAndAdd(job.chunk)) < job.count) {
            job.body.run(from, Math.min(from + job.chunk, job.count));
        }
    }

    private void work() {
        int seen = 0;
        while (true) {
            int spins = 0;
            while (generation == seen) {
                if (++spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            seen++;
            Job current = job;
            if (current == null) {
                continue;
            }
            try {
                drain(current);
            } catch (Throwable t) {
                failure = t;
            } finally {
                current.open.getAndDecrement();
            }
        }
    }
}
