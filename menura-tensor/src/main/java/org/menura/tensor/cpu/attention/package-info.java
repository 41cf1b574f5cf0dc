/** Attention over caches and rows, forwards and backwards. */
@Internal
@NullMarked
package org.menura.tensor.cpu.attention;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
