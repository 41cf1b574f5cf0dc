/** An assembler of the x86-64 instructions that kernels use. */
@NullMarked
package org.menura.x86.asm;

import org.jspecify.annotations.NullMarked;
