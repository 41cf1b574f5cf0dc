/** Marks that say for whom a public type is. */
@NullMarked
package org.menura.tensor.annotation;

import org.jspecify.annotations.NullMarked;
