/** Benchmarks of kernels, as fractions of what the machine can do. */
@NullMarked
package org.menura.bench.kernels;

import org.jspecify.annotations.NullMarked;
