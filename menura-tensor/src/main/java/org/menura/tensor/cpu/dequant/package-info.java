/** Stored weights as floats: readers of half-precision and quantised blocks. */
@Internal
@NullMarked
package org.menura.tensor.cpu.dequant;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
