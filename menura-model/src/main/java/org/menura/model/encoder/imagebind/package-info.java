/** ImageBind: one space for six kinds of input. */
@NullMarked
package org.menura.model.encoder.imagebind;

import org.jspecify.annotations.NullMarked;
