/** Hi-BEHRT: a hierarchy of encoders over health records. */
@Extension
@NullMarked
package org.menura.model.encoder.hibehrt;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
