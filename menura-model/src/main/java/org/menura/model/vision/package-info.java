/** From pictures to the numbers that a checkpoint's encoder wants. */
@Extension
@NullMarked
package org.menura.model.vision;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
