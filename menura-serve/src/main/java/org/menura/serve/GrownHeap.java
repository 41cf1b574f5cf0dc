package org.menura.serve;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/**
 * Collects garbage when the old generation has grown far beyond what the last full collection left alive. The serial and
 * the parallel collector extend the old generation up to the heap's bound before they collect it: what outlives a few young
 * collections (requests that wait, texts under way) then fills the machine's memory, however little of it lives.
 *
 * @param pools what may grow so
 * @param slack bytes by which each may grow before anything is done
 */
record GrownHeap(List<MemoryPoolMXBean> pools, long slack) {
    private static final long SLACK = 256L << 20;

    /** How many times what was alive may lie dead. */
    private static final int DEAD_PER_LIVE = 3;

    /** Watches the old generation of this process's heap, where its collector says how full it is. */
    static GrownHeap ofThisProcess() {
        return ofThisProcess(SLACK);
    }

    static GrownHeap ofThisProcess(long slack) {
        List<MemoryPoolMXBean> old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP
                        && pool.isUsageThresholdSupported()
                        && pool.isCollectionUsageThresholdSupported())
                .toList();
        return new GrownHeap(old, slack);
    }

    /** Collects the whole heap if it has grown too far. Returns whether it had. */
    boolean collectIfGrown() {
        if (pools.stream().noneMatch(this::hasGrown)) {
            return false;
        }
        ManagementFactory.getMemoryMXBean().gc();
        return true;
    }

    private boolean hasGrown(MemoryPoolMXBean pool) {
        MemoryUsage collected = pool.getCollectionUsage(); // null where the pool is no longer valid
        long alive = collected == null ? 0 : collected.getUsed();
        return pool.getUsage().getUsed() - alive > Math.max(slack, DEAD_PER_LIVE * alive);
    }
}
