/** Products of few rows that are rounded to 8 bits with quantised weights, which are laid out for integer instructions. */
@Internal
@NullMarked
package org.menura.tensor.cpu.int8;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
