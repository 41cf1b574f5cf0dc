/** Encoder–decoders. */
@Extension
@NullMarked
package org.menura.model.seq2seq;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
