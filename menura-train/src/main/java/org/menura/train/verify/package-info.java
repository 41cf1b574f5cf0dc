/** Gradients and training steps, held against recorded results of other implementations. */
@NullMarked
package org.menura.train.verify;

import org.jspecify.annotations.NullMarked;
