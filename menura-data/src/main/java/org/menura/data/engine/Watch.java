package org.menura.data.engine;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** How far tasks are, and whether they are to stop. */
public final class Watch {
    private final BooleanSupplier stopped;
    private final AtomicLong rows = new AtomicLong();

    /** Creates a watch. */
    public Watch(BooleanSupplier stopped) {
        this.stopped = stopped;
    }

    void seen(long more) {
        rows.addAndGet(more);
        check();
    }

    /** Returns how many rows tasks have taken in so far. */
    public long rows() {
        return rows.get();
    }

    /** Ends the work if it is to stop. */
    public void check() {
        if (stopped.getAsBoolean()) {
            throw new CancellationException();
        }
    }
}
