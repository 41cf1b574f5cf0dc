/** Products of few rows with weights where they lie, a kernel for each stored type. */
@Internal
@NullMarked
package org.menura.tensor.cpu.gemv;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
