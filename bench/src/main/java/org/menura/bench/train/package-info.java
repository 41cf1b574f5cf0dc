/** Training steps, timed beside PyTorch's. */
@NullMarked
package org.menura.bench.train;

import org.jspecify.annotations.NullMarked;
