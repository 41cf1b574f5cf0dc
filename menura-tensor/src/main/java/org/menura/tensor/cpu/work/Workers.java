package org.menura.tensor.cpu.work;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share loops. The caller works too and waits for no thread that has not begun, so a loop ends even if
 * nobody comes to help. Between loops the others spin for a moment, sleep, and in the end cease to exist; the next loop
 * starts them again. Loops are cut into ranges whose results do not depend on the cut, so the number of threads never
 * changes a result.
 */
public final class Workers {
    /** Work on the indices {@code from} (inclusive) to {@code to} (exclusive). */
    @FunctionalInterface
    public interface Body {
        void run(int from, int to);
    }

    /** Longer than the work between two loops of one model step, shorter than anybody would notice. */
    private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private static final long SLEEP_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Each thread's share is cut into so many ranges that a slow thread leaves work to a fast one. */
    private static final int RANGES_PER_THREAD = 4;

    private static final MethodHandle RUN = handle(Body.class, "run");
    private static final MethodHandle DIRECT = handle(Draft.class, "direct");

    /**
     * {@link Body#run}. A handle that the compiler does not know for a constant keeps it from inlining bodies here. It
     * would do so while it has hardly seen one of them run, compile that one badly, and leave it at that.
     */
    private final MethodHandle run = RUN;

    /** {@link Draft#direct} alike. */
    private final MethodHandle direct = DIRECT;

    private final int threads;
    private final @Nullable Helper[] helpers;
    private final AtomicReference<@Nullable Posted> posted = new AtomicReference<>();

    /**
     * Returns how many indices are worth handing to another thread.
     *
     * @param worth the work that is
     * @param work of an index, in the same unit
     */
    public static int grain(long worth, long work) {
        return (int) Math.max(1, worth / Math.max(1, work));
    }

    public Workers(int threads) {
        this.threads = threads;
        this.helpers = new Helper[threads - 1];
    }

    /**
     * Runs {@code body} over 0 to {@code count} in ranges of at least {@code grain}. What the body throws is thrown
     * here, once all ranges have ended.
     *
     * @param grain indices below which a range is not worth another thread
     */
    public void run(int count, int grain, Body body) {
        int ranges = threads == 1 ? 1 : threads * RANGES_PER_THREAD;
        Loop loop = new Loop(body, count, Math.max(grain, Math.ceilDiv(count, ranges)));
        if (loop.range >= count) {
            loop.drain();
            loop.rethrow();
            return;
        }
        posted.set(loop);
        summon();
        loop.drain();
        loop.await();
        posted.compareAndSet(loop, null);
        loop.rethrow();
    }

    /**
     * Runs {@code work} over 0 to {@code count} in at most so many ranges, of about the same size. The caller waits for
     * nobody much longer than a range takes.
     */
    public void run(int count, int ranges, Draft work) {
        int size = Math.ceilDiv(count, Math.max(1, Math.min(ranges, threads * RANGES_PER_THREAD)));
        if (threads == 1 || size >= count) {
            Drafts.direct(direct, work, 0, count);
            return;
        }
        Drafts loop = new Drafts(work, direct, count, size);
        posted.set(loop);
        summon();
        loop.lead();
        posted.compareAndSet(loop, null);
        loop.rethrow();
    }

    private static MethodHandle handle(Class<?> type, String method) {
        try {
            return MethodHandles.lookup()
                    .findVirtual(type, method, MethodType.methodType(void.class, int.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private void summon() {
        for (int i = 0; i < helpers.length; i++) {
            Helper helper = helpers[i];
            if (helper == null || !helper.isAlive()) {
                helpers[i] = helper = new Helper(i + 1);
                helper.start();
            } else if (helper.asleep) {
                LockSupport.unpark(helper);
            }
        }
    }

    /** A loop whose ranges are computed once each. */
    private final class Loop extends Posted {
        private final Body body;

        Loop(Body body, int count, int range) {
            super(count, range);
            this.body = body;
        }

        @Override
        void help(DraftMemory memory) {
            drain();
        }

        void drain() {
            while (true) {
                // Read first, so that latecomers do not carry the counter towards overflow.
                int from = next.get() < count ? next.getAndAdd(range) : count;
                if (from >= count || from < 0) {
                    return;
                }
                int to = (int) Math.min((long) from + range, count);
                try {
                    run.invokeExact(body, from, to);
                } catch (Throwable t) {
                    failure.compareAndSet(null, t);
                } finally {
                    done.getAndAdd(to - from);
                }
            }
        }

        /** Waits for the ranges that others have taken. */
        void await() {
            for (int spins = 0; done.get() < count; spins++) {
                if (spins < 10_000) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
        }
    }

    private final class Helper extends Thread {
        volatile boolean asleep;

        private final DraftMemory memory = new DraftMemory();

        Helper(int number) {
            super("menura-worker-" + number);
            setDaemon(true);
        }

        @Override
        public void run() {
            Posted last = null;
            long idleSince = System.nanoTime();
            while (true) {
                Posted loop = posted.get();
                if (loop != null && loop != last) {
                    loop.help(memory);
                    last = loop;
                    idleSince = System.nanoTime();
                    continue;
                }
                // Once nothing is posted, what the last loop worked on may go.
                last = loop;
                long idle = System.nanoTime() - idleSince;
                if (idle < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else if (idle < SLEEP_NANOS) {
                    sleep(loop);
                } else {
                    return;
                }
            }
        }

        private void sleep(@Nullable Posted seen) {
            asleep = true;
            // A loop posted before this line is seen here; the poster of a later one sees that this thread sleeps.
            if (posted.get() == seen) {
                LockSupport.parkNanos(this, SLEEP_NANOS);
            }
            asleep = false;
        }
    }
}
