package org.menura.tensor.cpu.work;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A loop whose caller computes ranges that others have taken again when they take too long: on a busy machine a thread may
 * be put aside for longer than the whole loop takes.
 */
final class Drafts extends Posted {
    /** Beyond what a range takes, for caches that are slow to a thread that runs. */
    private static final long PATIENCE_NANOS = TimeUnit.MICROSECONDS.toNanos(5);

    /** For a caller who has not computed a range to compare with. */
    private static final long LONG_PATIENCE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private static final int SPINS_PER_LOOK = 64;

    private final Draft work;
    private final int ranges;

    /** 1 for each range that the caller computes or whose results somebody publishes. */
    private final AtomicIntegerArray settled;

    Drafts(Draft work, int count, int range) {
        super(count, range);
        this.work = work;
        this.ranges = Math.ceilDiv(count, range);
        this.settled = new AtomicIntegerArray(ranges);
    }

    private int take() {
        return next.get() < ranges ? next.getAndIncrement() : ranges;
    }

    private int end(int i) {
        return (int) Math.min((i + 1L) * range, count);
    }

    @Override
    void help(DraftMemory memory) {
        for (int i = take(); i < ranges; i = take()) {
            int from = i * range;
            int to = end(i);
            Throwable thrown = null;
            float[] floats = memory.floats(work.floats(from, to));
            try {
                work.draft(from, to, floats);
            } catch (Throwable t) {
                thrown = t;
            }
            if (!settled.compareAndSet(i, 0, 1)) {
                continue;
            }
            try {
                if (thrown == null) {
                    work.publish(from, to, floats);
                } else {
                    failure.compareAndSet(null, thrown);
                }
            } finally {
                done.getAndIncrement();
            }
        }
    }

    /** Computes on the caller's thread until all is done. */
    void lead() {
        long begin = System.nanoTime();
        int own = 0;
        for (int i = take(); i < ranges; i = take()) {
            settled.set(i, 1);
            compute(i);
            own++;
        }
        if (done.get() < ranges) {
            long now = System.nanoTime();
            await(own == 0 ? LONG_PATIENCE_NANOS : PATIENCE_NANOS + 2 * (now - begin) / own, now);
        }
    }

    private void await(long patience, long since) {
        boolean patient = true;
        for (int spins = 1; done.get() < ranges; spins++) {
            if (!patient) {
                // What is left is being copied.
                Thread.yield();
                continue;
            }
            Thread.onSpinWait();
            if (spins % SPINS_PER_LOOK == 0 && System.nanoTime() - since > patience) {
                patient = false;
                for (int i = 0; i < ranges; i++) {
                    if (settled.compareAndSet(i, 0, 1)) {
                        compute(i);
                    }
                }
            }
        }
    }

    private void compute(int i) {
        try {
            work.direct(i * range, end(i));
        } catch (Throwable t) {
            failure.compareAndSet(null, t);
        } finally {
            done.getAndIncrement();
        }
    }
}
