/** N-dimensional arrays, their operations and the backend contract. */
@NullMarked
package org.menura.tensor;

import org.jspecify.annotations.NullMarked;
