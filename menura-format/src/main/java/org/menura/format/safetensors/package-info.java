/** Checkpoints in the safetensors format. */
@Extension
@NullMarked
package org.menura.format.safetensors;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
