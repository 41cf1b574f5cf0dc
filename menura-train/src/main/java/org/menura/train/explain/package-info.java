/** Explanations of what a model writes: which tokens made it, and which training examples. */
@NullMarked
package org.menura.train.explain;

import org.jspecify.annotations.NullMarked;
