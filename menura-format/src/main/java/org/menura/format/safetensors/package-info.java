/** Checkpoints in the safetensors format. */
@NullMarked
package org.menura.format.safetensors;

import org.jspecify.annotations.NullMarked;
