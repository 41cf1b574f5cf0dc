/** Comparison of gradients and training steps with recorded results of other implementations. */
@NullMarked
package org.menura.verify.training;

import org.jspecify.annotations.NullMarked;
