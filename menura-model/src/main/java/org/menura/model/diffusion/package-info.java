/** Generators by diffusion: what removes noise, in what steps, and between which spaces. */
@NullMarked
package org.menura.model.diffusion;

import org.jspecify.annotations.NullMarked;
