/** Drawing pictures, and making sounds, by diffusion. */
@NullMarked
package org.menura.generate.draw;

import org.jspecify.annotations.NullMarked;
