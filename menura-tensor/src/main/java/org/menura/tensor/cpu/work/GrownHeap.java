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
 * <p>Where a full collection found no room in the old generation for all that was young, these two take memory to be short: they
 * allocate in the old generation until that is full, each time under a lock. A second collection, for which the old generation has
 * grown, empties the young one and ends that.
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

    /** Finds the generations of this process's heap, where its collector says how full they are. */
    public static GrownHeap ofThisProcess() {
        return ofThisProcess(SLACK);
    }

    static GrownHeap ofThisProcess(long slack) {
        List<MemoryPoolMXBean> old = new ArrayList<>();
        List<MemoryPoolMXBean> young = new ArrayList<>();
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() != MemoryType.HEAP || !pool.isCollectionUsageThresholdSupported()) {
                continue;
            }
            if (pool.isUsageThresholdSupported()) {
                old.add(pool);
            } else if (pool.getName().contains("Eden")) {
                young.add(pool);
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

    /**
     * Collects the whole heap if it has grown too far, or if the last collection left something young that the old generation has
     * room for. Returns whether it was collected.
     */
    public boolean collectIfGrown() {
        if (pools.stream().noneMatch(this::hasGrown) && !isLeftYoung()) {
            return false;
        }
        collect();
        return true;
    }

    /** Collects the whole heap, twice if something stays young that the old generation has room for. */
    public void collect() {
        ManagementFactory.getMemoryMXBean().gc();
        if (isLeftYoung()) {
            ManagementFactory.getMemoryMXBean().gc();
        }
    }

    private boolean hasGrown(MemoryPoolMXBean pool) {
        long alive = used(pool.getCollectionUsage());
        return used(pool.getUsage()) - alive > Math.max(slack, DEAD_PER_LIVE * alive);
    }

    private boolean isLeftYoung() {
        long left = young.stream()
                .mapToLong(pool -> used(pool.getCollectionUsage()))
                .sum();
        long room = pools.stream()
                .mapToLong(pool -> pool.getUsage().getMax() - pool.getUsage().getUsed())
                .sum();
        return left > 0 && room > 2 * left;
    }

    /** Bytes in use; 0 of a pool that is no longer valid. */
    private static long used(@Nullable MemoryUsage usage) {
        return usage == null ? 0 : usage.getUsed();
    }
}
