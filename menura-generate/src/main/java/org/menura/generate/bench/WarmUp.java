package org.menura.generate.bench;

import java.util.concurrent.TimeUnit;

/**
 * Runs that are not measured, since the JVM compiles what it sees often and compiles it again when it knows more: for at
 * least a second, and until three in a row were hardly faster than the best before, but no longer than ten seconds.
 */
final class WarmUp {
    private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int STEADY_RUNS = 3;
    private static final double FASTER = 0.97;

    private WarmUp() {}

    /** Repeats {@code work}. */
    public static void run(Runnable work) {
        long begin = System.nanoTime();
        long best = Long.MAX_VALUE;
        int steady = 0;
        for (long now = begin; now - begin < MOST_NANOS && (now - begin < LEAST_NANOS || steady < STEADY_RUNS); ) {
            work.run();
            long end = System.nanoTime();
            steady = end - now < FASTER * best ? 0 : steady + 1;
            best = Math.min(best, end - now);
            now = end;
        }
    }
}
