/** The schema of a recipe: keys, kinds of values, defaults and checks. */
@NullMarked
package org.menura.train.schema;

import org.jspecify.annotations.NullMarked;
