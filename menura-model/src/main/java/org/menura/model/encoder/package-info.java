/** Encoders: models that see a whole sequence at once. */
@NullMarked
package org.menura.model.encoder;

import org.jspecify.annotations.NullMarked;
