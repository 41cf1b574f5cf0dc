/** The layers that architectures are composed of. */
@Extension
@NullMarked
package org.menura.model.layer;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
