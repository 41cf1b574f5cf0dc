/** Products of many rows: tiles that stay in registers, blocks that stay in caches. */
@Internal
@NullMarked
package org.menura.tensor.cpu.gemm;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
