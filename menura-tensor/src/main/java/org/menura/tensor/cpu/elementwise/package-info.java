/** Element-wise operations and copies between tensors, forwards and backwards. */
@Internal
@NullMarked
package org.menura.tensor.cpu.elementwise;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
