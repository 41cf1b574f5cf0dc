/** Where a model's parameters come from while it is constructed. */
@NullMarked
package org.menura.model.weights;

import org.jspecify.annotations.NullMarked;
