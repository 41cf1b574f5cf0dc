/** The layers that architectures are composed of. */
@NullMarked
package org.menura.model.layer;

import org.jspecify.annotations.NullMarked;
