package org.menura.tensor.cpu.matmul;

/**
 * What matrix products are asked to be.
 *
 * @param exact whether they are computed in float32 throughout
 * @param libraries whether they may be left to a native library
 * @param bf16 whether those of float32 with many rows round both sides to bfloat16, where a library has instructions for it
 * @param kernels whether those of stored weights with few rows may be left to a library of kernels
 * @param brief whether a library computes first what kernels of our own compute as fast once the JVM has compiled them
 */
public record ProductOptions(boolean exact, boolean libraries, boolean bf16, boolean kernels, boolean brief) {
    /** Options of a process that lives for longer than seconds. */
    public ProductOptions(boolean exact, boolean libraries, boolean bf16, boolean kernels) {
        this(exact, libraries, bf16, kernels, false);
    }
}
