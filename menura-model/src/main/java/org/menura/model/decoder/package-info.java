/** Decoder-only language models, one file per family. */
@NullMarked
package org.menura.model.decoder;

import org.jspecify.annotations.NullMarked;
