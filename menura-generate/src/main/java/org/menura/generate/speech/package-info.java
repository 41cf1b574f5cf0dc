/** From speech to text: where somebody speaks, what they say and when. */
@NullMarked
package org.menura.generate.speech;

import org.jspecify.annotations.NullMarked;
