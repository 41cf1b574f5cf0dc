/** Where a model's parameters come from while it is constructed. */
@Extension
@NullMarked
package org.menura.model.weights;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
