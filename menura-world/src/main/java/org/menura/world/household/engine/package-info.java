/** The household itself: its state, the actions that change it, and the texts that tell of both. */
@NullMarked
package org.menura.world.household.engine;

import org.jspecify.annotations.NullMarked;
