/** Optimisers: what a gradient does to a parameter. */
@NullMarked
package org.menura.train.optim;

import org.jspecify.annotations.NullMarked;
