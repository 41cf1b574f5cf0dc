/** Matrix products: which kernel or library computes what, forwards and backwards. */
@Internal
@NullMarked
package org.menura.tensor.cpu.matmul;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
