/** Optimisers, gradient clipping and moving averages of weights. */
@NullMarked
package org.menura.train.optim;

import org.jspecify.annotations.NullMarked;
