/** Comparison of checkpoints with recorded outputs of reference implementations. */
@NullMarked
package org.menura.verify;

import org.jspecify.annotations.NullMarked;
