/** The kernels: one file for each family, written for the shape that they are to compute. */
@NullMarked
package org.menura.x86.kernel;

import org.jspecify.annotations.NullMarked;
