/** The suite of memory: what was said long ago is recalled, and the answer found in it. */
@NullMarked
package org.menura.world.memory;

import org.jspecify.annotations.NullMarked;
