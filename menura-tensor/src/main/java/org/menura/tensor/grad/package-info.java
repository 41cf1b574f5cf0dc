/** Reverse-mode gradients, recorded around any backend. */
@Extension
@NullMarked
package org.menura.tensor.grad;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
