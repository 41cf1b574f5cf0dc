/** Checkpoints that PyTorch saved, read without running anything in them. */
@NullMarked
package org.menura.format.pickle;

import org.jspecify.annotations.NullMarked;
