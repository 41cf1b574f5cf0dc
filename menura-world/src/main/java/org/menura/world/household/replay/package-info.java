/** Recorded trajectories of ALFWorld, replayed in houses that are built from what they show. */
@NullMarked
package org.menura.world.household.replay;

import org.jspecify.annotations.NullMarked;
