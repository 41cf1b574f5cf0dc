/** Generators by diffusion: what removes noise, in what steps, and between which spaces. */
@Extension
@NullMarked
package org.menura.model.diffusion;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
