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

    /** Squares of indices, plus 1 for each that is written; {@code late} decides what helpers wait for. */
    private static final class Squares implements Draft {
        private final int[] out;
        private final CountDownLatch late;
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger published = new AtomicInteger();

        Squares(int count, int waits) {
            out = new int[count];
            late = new CountDownLatch(waits);
        }

        @Override
        public void direct(int from, int to) {
            while (begun.get() == 0 && late.getCount() > 0) {
                Thread.onSpinWait(); // until a helper holds a range
            }
            for (int i = from; i < to; i++) {
                out[i] += i * i + 1;
            }
        }

        @Override
        public int floats(int from, int to) {
            return to - from;
        }

        @Override
        public void draft(int from, int to, float[] memory) {
            begun.getAndIncrement();
            try {
                late.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            for (int i = from; i < to; i++) {
                memory[i - from] = i * i + 1;
            }
        }

        @Override
        public void publish(int from, int to, float[] memory) {
            published.getAndAdd(to - from);
            for (int i = from; i < to; i++) {
                out[i] += (int) memory[i - from];
            }
        }

        void assertOnce() {
            for (int i = 0; i < out.length; i++) {
                assertEquals(i * i + 1, out[i]);
            }
        }
    }

    @Test
    void draftsAreComputedOnce() {
        for (int threads = 1; threads <= 4; threads++) {
            Workers workers = new Workers(threads);
            for (int count : new int[] {0, 1, 2, 7, 64, 1000}) {
                for (int repeat = 0; repeat < 50; repeat++) {
                    Squares squares = new Squares(count, 0);
                    workers.run(count, 100, squares);
                    squares.assertOnce();
                }
            }
        }
    }

    @Test
    void theCallerComputesWhatAThreadThatWasPutAsideHolds() throws InterruptedException {
        Workers workers = new Workers(2);
        Squares squares = new Squares(1000, 1);
        workers.run(1000, 8, squares); // ends although the helper does not
        squares.assertOnce();
        squares.late.countDown();
        Squares next = new Squares(1000, 0);
        workers.run(1000, 8, next);
        next.assertOnce();
        Thread.sleep(20);
        squares.assertOnce();
        assertEquals(0, squares.published.get());
    }

    @Test
    void whatADraftThrowsIsThrownByTheCaller() {
        Workers workers = new Workers(3);
        for (int failing = 0; failing < 12; failing++) {
            int bad = failing;
            Draft work = new Draft() {
                @Override
                public void direct(int from, int to) {
                    if (from == bad) {
                        throw new IllegalArgumentException("at " + from);
                    }
                }

                @Override
                public int floats(int from, int to) {
                    return 0;
                }

                @Override
                public void draft(int from, int to, float[] memory) {
                    direct(from, to);
                }

                @Override
                public void publish(int from, int to, float[] memory) {}
            };
            IllegalArgumentException thrown =
                    assertThrows(IllegalArgumentException.class, () -> workers.run(12, 12, work));
            assertEquals("at " + bad, thrown.getMessage());
        }
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
