package org.menura.bench.kernels;

import java.util.concurrent.TimeUnit;
import org.menura.tensor.Backend;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One of {@link BenchmarkedKernels}, in a JVM of its own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 700, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class KernelBenchmark {
    /** Name of the kernel. */
    @Param("add/512")
    public String kernel = "";

    /** How many compute. */
    @Param("1")
    public int threads;

    /** Whether machine code may. */
    @Param("true")
    public boolean kernels;

    /** Whether oneDNN may take part. */
    @Param("true")
    public boolean libraries;

    private Backend ops = new CpuBackend(1);
    private Runnable work = () -> {};

    /** Makes the operands. */
    @Setup
    public void prepare() {
        ops = new CpuBackend(CpuOptions.fastest()
                .withThreads(threads)
                .withLibraries(libraries)
                .withKernels(kernels));
        work = BenchmarkedKernels.all().stream()
                .filter(k -> k.name().equals(kernel))
                .findFirst()
                .orElseThrow()
                .prepare()
                .apply(ops);
    }

    /** The operation once, its result dropped. */
    @Benchmark
    public void run() {
        try (Backend.Scope _ = ops.scope()) {
            work.run();
        }
    }
}
