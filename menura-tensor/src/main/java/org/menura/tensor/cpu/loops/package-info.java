/** Loops over arrays, each in plain Java and with the Vector API: sums, exponentials, arithmetic and activations. */
@Internal
@NullMarked
package org.menura.tensor.cpu.loops;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
