/** The tools of τ-bench's airline. */
@NullMarked
package org.menura.world.service.airline;

import org.jspecify.annotations.NullMarked;
