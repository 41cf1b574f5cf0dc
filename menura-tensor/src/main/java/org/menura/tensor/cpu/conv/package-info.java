/** Convolutions, plain and transposed, and the gradients of their weights. */
@Internal
@NullMarked
package org.menura.tensor.cpu.conv;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
