/** Gradients and training steps, held against recorded results of other implementations. */
@NullMarked
package org.menura.verify.training;

import org.jspecify.annotations.NullMarked;
