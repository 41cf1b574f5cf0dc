/** Kernels as machine code of x86-64 that is written at run time. */
@NullMarked
package org.menura.x86;

import org.jspecify.annotations.NullMarked;
