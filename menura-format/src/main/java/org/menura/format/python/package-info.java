/**
 * What CPython 3.11 and numpy compute: random numbers, representations, literals, texts, regular expressions and sums. For
 * programs whose results must equal those of Python's to the last digit.
 */
@Internal
@NullMarked
package org.menura.format.python;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
