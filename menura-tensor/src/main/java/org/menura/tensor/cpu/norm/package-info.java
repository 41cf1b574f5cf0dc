/** Normalisation over rows and groups, softmax and cross-entropy, forwards and backwards. */
@Internal
@NullMarked
package org.menura.tensor.cpu.norm;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
