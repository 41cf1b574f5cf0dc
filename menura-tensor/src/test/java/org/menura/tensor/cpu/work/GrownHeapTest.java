package org.menura.tensor.cpu.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrownHeapTest {
    private static final int MIB = 1 << 20;

    @Test
    void garbageOfTheOldGenerationIsCollectedOnceItIsMuchMoreThanWhatLives() {
        GrownHeap heap = GrownHeap.ofThisProcess(32 * MIB);
        assumeFalse(heap.pools().isEmpty(), "a collector without generations");
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        assertFalse(heap.collectIfGrown(), "nothing was allocated since the last collection");

        long grown = 0;
        boolean collected = false;
        List<byte[]> waiting = new ArrayList<>();
        while (!collected && grown < (4L << 30)) {
            waiting.add(new byte[8 * MIB]); // large enough for the old generation of every collector
            grown += 8 * MIB;
            if (waiting.size() == 3) {
                waiting.clear();
            }
            collected = heap.collectIfGrown();
        }
        assertTrue(collected, "4 GiB came and went, and the old generation was never collected");
        assertFalse(heap.collectIfGrown(), "it was collected just now");
    }

    @Test
    void nothingStaysYoungThroughACollection() {
        GrownHeap heap = GrownHeap.ofThisProcess();
        assumeFalse(heap.young().isEmpty(), "a collector without a nursery");
        List<byte[]> alive = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            for (int j = 0; j < 512; j++) {
                alive.add(new byte[1 << 10]); // young, as no collection has seen them
            }
            heap.collect();
            for (MemoryPoolMXBean pool : heap.young()) {
                assertEquals(0, pool.getCollectionUsage().getUsed(), pool.getName());
            }
        }
        assertEquals(20 * 512, alive.size());
    }

    @Test
    void aHeapIsWatchedUntilTheThreadIsInterrupted() throws InterruptedException {
        Thread watching = GrownHeap.watch(Duration.ZERO);
        assertTrue(watching.isDaemon());
        assertTrue(watching.isAlive());
        watching.interrupt();
        assertTrue(watching.join(Duration.ofSeconds(10)));
    }
}
