package org.menura.tensor.cpu;

/**
 * How a {@link CpuBackend} computes.
 *
 * @param threads threads to compute on, the caller's included
 * @param exact whether products with stored weights are computed in float32 throughout; otherwise activations are
 *     rounded to what suits the weights: to 8 bits in blocks for quantised ones and few rows, to bfloat16 for weights
 *     that are no wider and many rows
 * @param libraries whether matrix products may be left to a native library that is found on the class path
 * @param bf16 whether products of float32 with many rows round both sides to bfloat16 and sum up in float32, where a
 *     library has instructions for that: mixed precision as training uses it (arXiv 1710.03740)
 */
public record CpuOptions(int threads, boolean exact, boolean libraries, boolean bf16) {
    /**
     * Checks the number of threads.
     *
     * @throws IllegalArgumentException if {@code threads} is not positive
     */
    public CpuOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
    }

    /** The fastest way on all processors. */
    public static CpuOptions fastest() {
        return new CpuOptions(Runtime.getRuntime().availableProcessors(), false, true, false);
    }

    /** The same on {@code threads} threads. */
    public CpuOptions withThreads(int count) {
        return new CpuOptions(count, exact, libraries, bf16);
    }

    /** The same with products in float32 throughout, or not. */
    public CpuOptions withExact(boolean yes) {
        return new CpuOptions(threads, yes, libraries, bf16);
    }

    /** The same with native libraries, or without. */
    public CpuOptions withLibraries(boolean yes) {
        return new CpuOptions(threads, exact, yes, bf16);
    }

    /** The same with products of float32 rounded to bfloat16, or not. */
    public CpuOptions withBf16(boolean yes) {
        return new CpuOptions(threads, exact, libraries, yes);
    }
}
