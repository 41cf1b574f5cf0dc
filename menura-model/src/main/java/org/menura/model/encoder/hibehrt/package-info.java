/** Hi-BEHRT: a hierarchy of encoders over health records. */
@NullMarked
package org.menura.model.encoder.hibehrt;

import org.jspecify.annotations.NullMarked;
