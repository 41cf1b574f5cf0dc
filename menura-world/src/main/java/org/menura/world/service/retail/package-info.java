/** The tools of τ-bench's retail shop, and of τ²-bench's corrected one. */
@NullMarked
package org.menura.world.service.retail;

import org.jspecify.annotations.NullMarked;
