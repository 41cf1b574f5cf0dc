/** The architectures, each in one file, and the parts that they share. */
@Extension
@NullMarked
package org.menura.model;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
