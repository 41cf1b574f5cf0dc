/** From speech to text: where somebody speaks, what they say and when. */
@NullMarked
package org.menura.generate.audio;

import org.jspecify.annotations.NullMarked;
