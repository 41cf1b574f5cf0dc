/** Encoder–decoders. */
@NullMarked
package org.menura.model.seq2seq;

import org.jspecify.annotations.NullMarked;
