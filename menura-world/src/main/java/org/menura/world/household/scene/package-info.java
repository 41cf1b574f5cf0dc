/** Floor plans of a household, what its things can do, and the goals that are set in it. */
@NullMarked
package org.menura.world.household.scene;

import org.jspecify.annotations.NullMarked;
