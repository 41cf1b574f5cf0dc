/** From pictures to the numbers that a checkpoint's encoder wants. */
@NullMarked
package org.menura.model.vision;

import org.jspecify.annotations.NullMarked;
