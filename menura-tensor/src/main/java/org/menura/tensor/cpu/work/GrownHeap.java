package org.menura.tensor.cpu.work;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects garbage when the old generation has grown far beyond what the last full collection left alive. The serial and
 * the parallel collector extend the old generation up to the heap's bound before they collect it: what outlives a few young
 * collections (requests that wait, what a step of training holds) then fills the machine's memory, however little of it lives.
 *
 * @param pools what may grow so
 * @param young what a full collection is to empty
 * @param slack bytes by which each may grow before anything is done
 */
public record GrownHeap(List<MemoryPoolMXBean> pools, List<MemoryPoolMXBean> young, long slack) {
    private static final long SLACK = 256L << 20;

    /** How many times what was alive may lie dead. */
    private static final int DEAD_PER_LIVE = 2;

    private static final Duration LOOK = Duration.ofMillis(250);

    /** Takes a copy of the pools. */
    public GrownHeap {
        pools = List.copyOf(pools);
        young = List.copyOf(young);
    }

    /** Finds the old generation of this process's heap, where its collector says how full it is. */
    public static GrownHeap ofThisProcess() {
        return ofThisProcess(SLACK);
    }

    static GrownHeap ofThisProcess(long slack) {
        List<MemoryPoolMXBean> old = new ArrayList<>();
        List<MemoryPoolMXBean> young = new ArrayList<>();
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported()) {
                (pool.isUsageThresholdSupported() ? old : young).add(pool);
            }
        }
        return new GrownHeap(old, young, slack);
    }

    /**
     * Watches the heap of this process on a thread of its own until that is interrupted.
     *
     * @param after what a process that ends soon is spared
     */
    public static Thread watch(Duration after) {
        return Thread.ofPlatform().daemon().name("menura-heap").start(() -> {
            try {
                Thread.sleep(after);
                GrownHeap heap = ofThisProcess();
                while (true) {
                    heap.collectIfGrown();
                    Thread.sleep(LOOK);
                }
            } catch (InterruptedException _) {
                return; // nobody wants it watched any more
            }
        });
    }

    /** Collects the whole heap if it has grown too far. Returns whether it had. */
    public boolean collectIfGrown() {
        if (pools.stream().noneMatch(this::hasGrown)) {
            return false;
        }
        collect();
        return true;
    }

    /**
     * Collects the whole heap. What the old generation has no room for stays in the young one, and the serial and the parallel
     * collector then take memory to be short: they allocate in the old generation until that is full, each time under a lock. A
     * second collection, after which the old generation has grown, empties the young one and ends that.
     */
    public void collect() {
        ManagementFactory.getMemoryMXBean().gc();
        if (young.stream().anyMatch(pool -> used(pool.getCollectionUsage()) > 0)) {
            ManagementFactory.getMemoryMXBean().gc();
        }
    }

    private boolean hasGrown(MemoryPoolMXBean pool) {
        long alive = used(pool.getCollectionUsage());
        return used(pool.getUsage()) - alive > Math.max(slack, DEAD_PER_LIVE * alive);
    }

    /** Bytes in use; 0 of a pool that is no longer valid. */
    private static long used(@Nullable MemoryUsage usage) {
        return usage == null ? 0 : usage.getUsed();
    }
}
