package org.menura.tensor.cpu.matmul;

/**
 * What matrix products are asked to be.
 *
 * @param exact whether they are computed in float32 throughout
 * @param libraries whether they may be left to a native library
 * @param bf16 whether those of float32 with many rows round both sides to bfloat16, where a library has instructions for it
 */
public record ProductOptions(boolean exact, boolean libraries, boolean bf16) {}
