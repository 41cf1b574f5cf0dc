/** ImageBind: one space for six kinds of input. */
@Extension
@NullMarked
package org.menura.model.encoder.imagebind;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
