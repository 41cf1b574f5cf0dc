package org.menura.train.optim;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Loops whose turns do not depend on each other, shared by a bounded number of threads. */
final class Ranges {
    private Ranges() {}

    /** Runs {@code body} for 0 to {@code count}, each once, in any order, on at most {@code threads} threads. */
    static void run(int threads, int count, IntConsumer body) {
        int workers = Math.min(threads, count);
        if (workers <= 1) {
            for (int i = 0; i < count; i++) {
                body.accept(i);
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        IntStream.range(0, workers).parallel().forEach(_ -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                body.accept(i);
            }
        });
    }
}
