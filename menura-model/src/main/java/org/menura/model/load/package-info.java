/** From files to models. */
@Extension
@NullMarked
package org.menura.model.load;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
