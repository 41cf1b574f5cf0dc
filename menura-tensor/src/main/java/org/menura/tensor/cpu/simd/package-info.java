/** Vectors of the processor: whether the Vector API is there, how wide they are, and how numbers get into them. */
@Internal
@NullMarked
package org.menura.tensor.cpu.simd;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
