package org.menura.tensor.cpu.work;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A loop in progress. Whoever holds one takes ranges until none is left, at whatever time. */
abstract class Posted {
    final int count;
    final int range;
    final AtomicInteger next = new AtomicInteger();
    final AtomicInteger done = new AtomicInteger();
    final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Posted(int count, int range) {
        this.count = count;
        this.range = range;
    }

    /** Takes ranges on a thread that helps, with memory of its own. */
    abstract void help(DraftMemory memory);

    /** Throws what a range has thrown. */
    final void rethrow() {
        Throwable t = failure.get();
        if (t == null) {
            return;
        }
        switch (t) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(t);
        }
    }
}
