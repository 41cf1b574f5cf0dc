package org.menura.cli;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects the old generation of the serial collector when it holds more than twice of what was alive in it. By itself that
 * collector fills the whole heap that it may have first: of commands that run for long, most of the memory was garbage.
 */
final class OldGeneration {
    /** Commands that end before don't need it. */
    private static final long BEGIN_MILLIS = 5_000;

    private static final long EVERY_MILLIS = 250;

    /** Garbage that is never worth a collection. */
    private static final long SMALL = 512L << 20;

    private final MemoryPoolMXBean pool;
    private long limit = SMALL;

    private OldGeneration(MemoryPoolMXBean pool) {
        this.pool = pool;
    }

    /** Starts the thread that watches the old generation; another collector than the serial one needs none. */
    static void watch() {
        Thread.ofPlatform().daemon().name("menura-old-generation").start(() -> {
            try {
                Thread.sleep(BEGIN_MILLIS);
                Optional<OldGeneration> serial = find();
                while (serial.isPresent()) {
                    serial.get().collectIfFull();
                    Thread.sleep(EVERY_MILLIS);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Returns the old generation of the serial collector; empty with another collector. */
    static Optional<OldGeneration> find() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Tenured Gen"))
                .findFirst()
                .map(OldGeneration::new);
    }

    /** Returns the bytes that it may hold before it is collected. */
    long limit() {
        return limit;
    }

    /** Collects it if it holds more than {@link #limit}, which the JVM's own collections of it change as well. */
    void collectIfFull() {
        limit = limit(pool.getCollectionUsage());
        if (pool.getUsage().getUsed() > limit) {
            System.gc();
            limit = limit(pool.getCollectionUsage());
        }
    }

    /** Twice of what was alive behind the last collection, and some. */
    private static long limit(@Nullable MemoryUsage alive) {
        return SMALL + (alive == null ? 0 : 2 * alive.getUsed());
    }
}
