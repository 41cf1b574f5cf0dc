/** Memory for machine code, and what the processor has. */
@NullMarked
package org.menura.x86.code;

import org.jspecify.annotations.NullMarked;
