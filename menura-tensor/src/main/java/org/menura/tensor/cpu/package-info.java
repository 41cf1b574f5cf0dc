/**
 * The backend for the processor, its options and its backward passes. The kernels lie in the packages below, which are
 * internal and do not know this one: each in plain Java and, where it pays, with the Vector API.
 */
@NullMarked
package org.menura.tensor.cpu;

import org.jspecify.annotations.NullMarked;
