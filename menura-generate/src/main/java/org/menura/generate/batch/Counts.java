package org.menura.generate.batch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What a batch counts; written by the thread that drives it, read by any. */
final class Counts {
    volatile int running;
    volatile int reading;
    /** When the text was submitted that waits longest, in nanoseconds; 0 if none does. */
    volatile long oldestWaiting;

    volatile long stateBytes;
    volatile long cacheBytes;
    volatile long mostBytes;

    /** Texts that were submitted and have not begun. */
    final AtomicInteger waiting = new AtomicInteger();

    final AtomicLong refused = new AtomicLong();
    volatile long promptTokens;
    volatile long cachedTokens;
    volatile long generatedTokens;
    volatile long draftedTokens;
    volatile long acceptedTokens;
    volatile long passes;
    volatile long completed;
    volatile long cancelled;
    volatile long failed;
    volatile long preempted;

    EngineStats read() {
        long oldest = oldestWaiting;
        return new EngineStats(
                running,
                reading,
                waiting.get(),
                oldest == 0 ? 0 : Math.max(0, System.nanoTime() - oldest) / 1e9,
                stateBytes,
                cacheBytes,
                mostBytes,
                promptTokens,
                cachedTokens,
                generatedTokens,
                draftedTokens,
                acceptedTokens,
                passes,
                completed,
                cancelled,
                failed,
                refused.get(),
                preempted);
    }
}
