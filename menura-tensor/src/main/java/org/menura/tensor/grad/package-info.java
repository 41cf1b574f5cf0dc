/** Reverse-mode gradients, recorded around any backend. */
@NullMarked
package org.menura.tensor.grad;

import org.jspecify.annotations.NullMarked;
