package org.menura.tensor.cpu.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {
    private static void assertOnce(Workers workers, int count, int grain) {
        AtomicIntegerArray seen = new AtomicIntegerArray(count);
        workers.run(count, grain, (from, to) -> {
            for (int i = from; i < to; i++) {
                seen.getAndIncrement(i);
            }
        });
        for (int i = 0; i < count; i++) {
            assertEquals(1, seen.get(i));
        }
    }

    @Test
    void everyIndexOnce() {
        for (int threads = 1; threads <= 4; threads++) {
            Workers workers = new Workers(threads);
            for (int count : new int[] {0, 1, 2, 7, 64, 1000}) {
                assertOnce(workers, count, 1);
                assertOnce(workers, count, 10);
            }
        }
    }

    @Test
    void rangesAreNoSmallerThanTheGrain() {
        AtomicInteger ranges = new AtomicInteger();
        new Workers(3).run(100, 30, (from, to) -> ranges.getAndIncrement());
        assertEquals(4, ranges.get());
    }

    @Test
    void othersHelp() throws InterruptedException {
        CountDownLatch both = new CountDownLatch(2);
        new Workers(2).run(2, 1, (from, to) -> {
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertEquals(0, both.getCount());
    }

    @Test
    void whatABodyThrowsIsThrownByTheCallerAndLaterLoopsRun() {
        Workers workers = new Workers(3);
        for (int failing = 0; failing < 12; failing++) {
            int bad = failing;
            AtomicInteger done = new AtomicInteger();
            IllegalArgumentException thrown = assertThrows(
                    IllegalArgumentException.class,
                    () -> workers.run(12, 1, (from, to) -> {
                        if (from == bad) {
                            throw new IllegalArgumentException("at " + from);
                        }
                        done.getAndAdd(to - from);
                    }));
            assertEquals("at " + bad, thrown.getMessage());
            assertEquals(11, done.get());
            assertOnce(workers, 100, 1);
        }
    }

    @Test
    void errorsPassToo() {
        assertThrows(
                StackOverflowError.class,
                () -> new Workers(1).run(1, 1, (from, to) -> {
                    throw new StackOverflowError();
                }));
    }

    @Test
    void loopsWithinLoops() {
        Workers workers = new Workers(3);
        AtomicInteger sum = new AtomicInteger();
        workers.run(20, 1, (from, to) -> workers.run(10, 1, (low, high) -> sum.getAndAdd((to - from) * (high - low))));
        assertEquals(200, sum.get());
    }

    @Test
    void severalCallers() throws InterruptedException {
        Workers workers = new Workers(2);
        List<Thread> callers = new ArrayList<>();
        AtomicInteger finished = new AtomicInteger();
        for (int t = 0; t < 4; t++) {
            callers.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 200; i++) {
                    assertOnce(workers, 50, 1);
                }
                finished.getAndIncrement();
            }));
        }
        for (Thread t : callers) {
            t.join();
        }
        assertEquals(4, finished.get());
    }

    @Test
    void idleThreadsSleep() throws InterruptedException {
        Thread[] helper = new Thread[1];
        Thread caller = Thread.currentThread();
        Workers workers = new Workers(2);
        CountDownLatch helped = new CountDownLatch(1);
        workers.run(2, 1, (from, to) -> {
            if (Thread.currentThread() != caller) {
                helper[0] = Thread.currentThread();
                helped.countDown();
            } else {
                try {
                    helped.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
        while (helper[0].getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(1);
        }
        assertTrue(helper[0].isDaemon());
        assertOnce(workers, 100, 1);
    }
}
