/** Checkpoints that PyTorch saved, read without running anything in them. */
@Internal
@NullMarked
package org.menura.format.pickle;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
