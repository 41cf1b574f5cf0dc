/** Recurrences of Mamba, Mamba-2 and RWKV, forwards and backwards. */
@Internal
@NullMarked
package org.menura.tensor.cpu.recurrent;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
