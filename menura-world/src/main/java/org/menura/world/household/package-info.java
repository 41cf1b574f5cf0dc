/** A household in the manner of ALFWorld: worlds from floor plans, experts, environments, demonstrations, suites. */
@NullMarked
package org.menura.world.household;

import org.jspecify.annotations.NullMarked;
