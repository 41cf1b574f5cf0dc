/** Decoder-only language models, one file per family. */
@Extension
@NullMarked
package org.menura.model.decoder;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
