package org.menura.generate.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Internal;

/**
 * Runs that are not measured, since the JVM compiles what it sees often and compiles it again when it knows more: for at
 * least a second, and until three in a row were hardly faster than the best before and the JVM compiled next to nothing for
 * a second, but no longer than ten.
 */
@Internal
public final class WarmUp {
    private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Longer than a method takes to be compiled: its time is known in the end. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int STEADY_RUNS = 3;
    private static final double FASTER = 0.97;

    /** The share of a run's time that the compiler takes, all its threads together, below which it has come to rest. */
    private static final double AT_REST = 0.1;

    private WarmUp() {}

    /** Repeats {@code work}. */
    public static void run(Runnable work) {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        long begin = System.nanoTime();
        long now = begin;
        long best = Long.MAX_VALUE;
        long compiled = nanos(compiler);
        long restsSince = begin;
        int steady = 0;
        while (now - begin < MOST_NANOS
                && (now - begin < LEAST_NANOS || steady < STEADY_RUNS || now - restsSince < REST_NANOS)) {
            work.run();
            long end = System.nanoTime();
            long compiledNow = nanos(compiler);
            restsSince = compiledNow - compiled < AT_REST * (end - now) ? restsSince : end;
            steady = end - now < FASTER * best ? 0 : steady + 1;
            best = Math.min(best, end - now);
            now = end;
            compiled = compiledNow;
        }
    }

    /** Time that the compiler has taken so far; 0 where the JVM doesn't tell. */
    private static long nanos(@Nullable CompilationMXBean compiler) {
        return compiler == null || !compiler.isCompilationTimeMonitoringSupported()
                ? 0
                : TimeUnit.MILLISECONDS.toNanos(compiler.getTotalCompilationTime());
    }
}
