/** Drawing pictures, and making sounds, by diffusion. */
@NullMarked
package org.menura.generate.image;

import org.jspecify.annotations.NullMarked;
