/** Quantised weights as transformers saves them, each method's own layout, decoded as they are asked for. */
@Internal
@NullMarked
package org.menura.format.hf.quant;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
