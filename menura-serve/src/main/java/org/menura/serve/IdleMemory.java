package org.menura.serve;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.menura.tensor.cpu.work.GrownHeap;

/**
 * Gives memory back to the system once a server has been idle for some time. A heap that grew while many asked stays as
 * large as it was, as nothing makes the JVM collect when nothing is allocated; so it is asked to, once for each time of
 * rest. While something runs, it is only asked to when the heap has {@linkplain GrownHeap grown} far beyond what lives.
 */
final class IdleMemory implements AutoCloseable {
    private static final Logger LOG = System.getLogger(IdleMemory.class.getName());

    /** Collections after which a heap is as small as it becomes: the serial collector's shrinks in four steps. */
    private static final int MOST_COLLECTIONS = 5;

    /** What a further collection must have given back for another one. */
    private static final long WORTHWHILE = 1 << 20;

    /** How long cleaners may take to free what buffers and arenas of dead objects hold outside the heap. */
    private static final Duration CLEANING = Duration.ofMillis(200);

    /** How many times in the time of rest the server is looked at. */
    private static final int LOOKS = 5;

    private final Duration rest;
    private final BooleanSupplier isBusy;
    private final LongSupplier done;
    private final Thread thread;
    private final GrownHeap heap = GrownHeap.ofThisProcess();
    private volatile int times;

    /**
     * Begins to watch a server.
     *
     * @param rest how long it must have been idle
     * @param isBusy says whether something is under way
     * @param done counts what was done so far
     */
    IdleMemory(Duration rest, BooleanSupplier isBusy, LongSupplier done) {
        this.rest = rest;
        this.isBusy = isBusy;
        this.done = done;
        this.thread = Thread.ofPlatform().daemon().name("menura-memory").start(this::watch);
    }

    /** Counts the times that memory was given back. */
    int times() {
        return times;
    }

    private void watch() {
        long look = Math.max(1, rest.toMillis() / LOOKS);
        long seen = done.getAsLong();
        long since = System.nanoTime();
        boolean given = false;
        try {
            while (true) {
                Thread.sleep(look);
                long now = done.getAsLong();
                if (isBusy.getAsBoolean() || now != seen) {
                    seen = now;
                    since = System.nanoTime();
                    given = false;
                    heap.collectIfGrown();
                } else if (!given && System.nanoTime() - since >= rest.toNanos()) {
                    giveBack(seen);
                    given = true;
                }
            }
        } catch (InterruptedException _) {
            return; // the server was closed
        }
    }

    private void giveBack(long seen) throws InterruptedException {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long first = memory.getHeapMemoryUsage().getCommitted();
        long before;
        long after = first;
        int collections = 0;
        do {
            before = after;
            heap.collect();
            collections++;
            after = memory.getHeapMemoryUsage().getCommitted();
        } while (collections < MOST_COLLECTIONS
                && (collections == 1 || before - after >= WORTHWHILE)
                && !isBusy.getAsBoolean()
                && done.getAsLong() == seen);
        Thread.sleep(CLEANING);
        boolean trimmed = NativeHeap.trim();
        times++;
        LOG.log(
                Level.DEBUG,
                "idle: {0} collections took the heap from {1} to {2} MiB{3}",
                collections,
                first >> 20,
                after >> 20,
                trimmed ? ", and the C library gave free memory back" : "");
    }

    /** Ends the watch. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
