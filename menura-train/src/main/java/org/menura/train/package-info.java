/** Teaching a model. */
@NullMarked
package org.menura.train;

import org.jspecify.annotations.NullMarked;
