package org.menura.tensor.cpu;

/**
 * Options of a {@link CpuBackend}: threads, precision, native libraries and kernels of machine code.
 *
 * @param threads threads to compute on, the caller's included
 * @param exact whether products with stored weights are computed in float32 throughout; otherwise activations are
 *     rounded to what suits the weights: to 8 bits in blocks for quantised ones and few rows, to bfloat16 for weights
 *     that are no wider and many rows
 * @param libraries whether matrix products may be left to a native library that is found on the class path
 * @param bf16 whether products of float32 with many rows round both sides to bfloat16 and sum up in float32, where a
 *     library has instructions for that: mixed precision as training uses it (arXiv 1710.03740)
 * @param kernels whether products of stored weights with few rows, attention over caches, recurrences, norms, rotations and
 *     activations may be left to kernels of machine code that are found on the class path; the last digits of results differ from those of
 *     the Vector API
 * @param brief whether the process lives for seconds only: what a library computes as fast as kernels that the JVM has to
 *     compile first is left to the library, which may sum up in another order
 */
public record CpuOptions(int threads, boolean exact, boolean libraries, boolean bf16, boolean kernels, boolean brief) {
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

    /** Returns the fastest options on all processors. */
    public static CpuOptions fastest() {
        return new CpuOptions(Runtime.getRuntime().availableProcessors(), false, true, false, true, false);
    }

    /** Returns a copy with another number of threads. */
    public CpuOptions withThreads(int count) {
        return new CpuOptions(count, exact, libraries, bf16, kernels, brief);
    }

    /** Returns a copy with products computed in float32 throughout, or not. */
    public CpuOptions withExact(boolean yes) {
        return new CpuOptions(threads, yes, libraries, bf16, kernels, brief);
    }

    /** Returns a copy with native libraries enabled, or disabled. */
    public CpuOptions withLibraries(boolean yes) {
        return new CpuOptions(threads, exact, yes, bf16, kernels, brief);
    }

    /** Returns a copy with float32 products rounded to bfloat16, or not. */
    public CpuOptions withBf16(boolean yes) {
        return new CpuOptions(threads, exact, libraries, yes, kernels, brief);
    }

    /** Returns a copy with kernels of machine code enabled, or disabled. */
    public CpuOptions withKernels(boolean yes) {
        return new CpuOptions(threads, exact, libraries, bf16, yes, brief);
    }

    /** Returns a copy for a process that lives for seconds only, or not. */
    public CpuOptions withBrief(boolean yes) {
        return new CpuOptions(threads, exact, libraries, bf16, kernels, yes);
    }
}
