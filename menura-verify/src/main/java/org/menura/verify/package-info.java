/** Holds a checkpoint against recorded outputs of the reference implementation. */
@NullMarked
package org.menura.verify;

import org.jspecify.annotations.NullMarked;
