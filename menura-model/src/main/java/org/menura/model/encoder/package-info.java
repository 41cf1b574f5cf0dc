/** Encoders: models that see a whole sequence at once. */
@Extension
@NullMarked
package org.menura.model.encoder;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
