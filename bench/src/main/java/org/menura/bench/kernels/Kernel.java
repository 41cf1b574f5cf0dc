package org.menura.bench.kernels;

import java.util.function.Function;
import org.menura.tensor.Backend;

/**
 * An operation on operands of some size.
 *
 * @param name {@code linear/Q4_0/1}: the family, then what tells its members apart
 * @param bytes weights and states that it reads, and activations that it reads and writes
 * @param flops additions, multiplications and functions; none are counted where they do not matter
 * @param prepare makes the operands, and what is to be timed
 */
record Kernel(String name, double bytes, double flops, Function<Backend, Runnable> prepare) {}
