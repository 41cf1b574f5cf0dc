/** Keys and values of a recipe: what may be given, what is given, and what stands where nothing is. */
@NullMarked
package org.menura.train.schema;

import org.jspecify.annotations.NullMarked;
